package org.apppasswords.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apppasswords.keycloak.error.ApiError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

    private static final String NOT_JSON = "The body is not valid JSON, or repeats a field.";
    private static final String NOT_AN_OBJECT = "The body must be one JSON object.";

    private record Fields(@Required String name, List<String> clients, Integer days, boolean all, Instant since) {}

    private record Single(@Required String name) {}

    private record Count(Integer number) {}

    private record Item(@Required String id, String name) {

        @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
        Item {}

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Item of(String id) {
            return new Item(id, null);
        }
    }

    private record Items(List<Item> items) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Tolerant(@Required String name) {}

    @Test
    void readsFieldsOfTheirTypes() {
        assertThat(read("""
                {"name":"Mail","clients":["a","b"],"days":7,"all":true,"since":1767225600000}"""))
                .isEqualTo(new Fields("Mail", List.of("a", "b"), 7, true, Instant.ofEpochMilli(1767225600000L)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"name\":\"\"}", "{\"name\":\"\",\"clients\":null,\"days\":null,\"all\":null,\"since\":null}"})
    void missingAndNullAreTheSame(String json) {
        assertThat(read(json)).isEqualTo(new Fields("", null, null, false, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"name\":null}"})
    void rejectsARequiredFieldThatIsMissingOrNull(String json) {
        rejects("name: must be a string", json);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "name    | must be a string                     | 1",
                "name    | must be a string                     | 1.5",
                "name    | must be a string                     | true",
                "name    | must be a string                     | []",
                "name    | must be a string                     | [\"a\"]",
                "name    | must be a string                     | {}",
                "clients | must be an array of strings          | \"a\"",
                "clients | must be an array of strings          | \"\"",
                "clients | must be an array of strings          | 1",
                "clients | must be an array of strings          | true",
                "clients | must be an array of strings          | {}",
                "clients | must be an array of strings          | {\"a\":\"b\"}",
                "clients | must be an array of strings          | [1]",
                "clients | must be an array of strings          | [true]",
                "clients | must be an array of strings          | [null]",
                "clients | must be an array of strings          | [[]]",
                "clients | must be an array of strings          | [\"a\",{}]",
                "days    | must be a 32-bit integer             | \"7\"",
                "days    | must be a 32-bit integer             | \"\"",
                "days    | must be a 32-bit integer             | \" \"",
                "days    | must be a 32-bit integer             | 1.5",
                "days    | must be a 32-bit integer             | 7.0",
                "days    | must be a 32-bit integer             | 1e3",
                "days    | must be a 32-bit integer             | 2147483648",
                "days    | must be a 32-bit integer             | -2147483649",
                "days    | must be a 32-bit integer             | 9223372036854775808",
                "days    | must be a 32-bit integer             | true",
                "days    | must be a 32-bit integer             | [7]",
                "days    | must be a 32-bit integer             | {}",
                "all     | must be true or false                | \"true\"",
                "all     | must be true or false                | \"\"",
                "all     | must be true or false                | \" \"",
                "all     | must be true or false                | 1",
                "all     | must be true or false                | 0",
                "all     | must be true or false                | 1.0",
                "all     | must be true or false                | []",
                "all     | must be true or false                | [true]",
                "since   | must be a time in epoch milliseconds | \"1767225600000\"",
                "since   | must be a time in epoch milliseconds | \"2026-01-01T00:00:00Z\"",
                "since   | must be a time in epoch milliseconds | \"\"",
                "since   | must be a time in epoch milliseconds | 1.5",
                "since   | must be a time in epoch milliseconds | 1e400",
                "since   | must be a time in epoch milliseconds | -1",
                "since   | must be a time in epoch milliseconds | 9223372036854775808",
                "since   | must be a time in epoch milliseconds | true",
                "since   | must be a time in epoch milliseconds | [1]",
                "since   | must be a time in epoch milliseconds | {}"
            })
    void convertsNothing(String field, String expectation, String value) {
        rejects(field + ": " + expectation, "{\"" + field + "\":" + value + "}");
    }

    @Test
    void rejectsAFieldThatIsRepeated() {
        rejects(NOT_JSON, "{\"name\":\"a\",\"clients\":[\"dovecot\"],\"clients\":[]}");
        rejects(NOT_JSON, "{\"name\":\"a\",\"name\":\"a\"}");
    }

    @Test
    void rejectsUnknownFieldsWithoutRepeatingThem() {
        rejects(
                "The body has an unknown field. Accepted fields: name, clients, days, all, since",
                "{\"name\":\"a\",\"Clients\":[\"dovecot\"]}");
        rejects("name: must be a string", "{\"Name\":\"a\"}");
        assertThatExceptionOfType(ApiError.class)
                .isThrownBy(() -> StrictJson.readBody(stream("{\"name\":\"a\",\"hunter2\":{}}"), Single.class))
                .withMessage("The body has an unknown field. Accepted fields: name");
    }

    @Test
    void aRecordCanIgnoreUnknownFieldsButNotRepeatedOnes() {
        assertThat(StrictJson.readBody(stream("{\"color\":{\"a\":[]},\"name\":\"Mail\"}"), Tolerant.class))
                .isEqualTo(new Tolerant("Mail"));
        assertThatExceptionOfType(ApiError.class)
                .isThrownBy(() ->
                        StrictJson.readBody(stream("{\"color\":{\"a\":1,\"a\":2},\"name\":\"Mail\"}"), Tolerant.class))
                .withMessage(NOT_JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"name\":\"a\"} x", "{\"name\":\"a\",}", "{\"name\":\"\u0000\"}", "{\"name\":'a'}"})
    void rejectsWhatIsNotJson(String json) {
        rejects(NOT_JSON, json);
    }

    @Test
    void rejectsInvalidUtf8() {
        byte[] latin1 = "{\"name\":\"\u00fc\"}".getBytes(StandardCharsets.ISO_8859_1);

        assertThatExceptionOfType(ApiError.class)
                .isThrownBy(() -> StrictJson.readBody(new ByteArrayInputStream(latin1), Fields.class))
                .withMessage(NOT_JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[]", "\"text\"", "\"\"", "17", "1.5", "true", "null", "{\"name\":\"a\"} {}"})
    void rejectsWhatIsNotOneObject(String json) {
        rejects(NOT_AN_OBJECT, json);
        for (Class<? extends Record> type : List.of(Single.class, Count.class)) {
            assertThatExceptionOfType(ApiError.class).isThrownBy(() -> StrictJson.readBody(stream(json), type));
        }
    }

    @Test
    void rejectsDeepNestingInsteadOfFailing() {
        String nested = "[".repeat(30_000) + "]".repeat(30_000);

        assertThatExceptionOfType(ApiError.class)
                .isThrownBy(() -> StrictJson.readBody(stream("{\"a\":" + nested + "}"), Tolerant.class))
                .withMessage(NOT_JSON);
        assertThatExceptionOfType(ApiError.class).isThrownBy(() -> read("{\"clients\":" + nested + "}"));
    }

    @Test
    void readsNoFurtherThanTheLongestBody() {
        ByteArrayInputStream body = stream(" ".repeat(10 * StrictJson.MAX_LENGTH));

        assertThatExceptionOfType(ApiError.class)
                .isThrownBy(() -> StrictJson.readBody(body, Fields.class))
                .withMessage("The body must not be longer than 65536 bytes.");
        assertThat(body.available()).isGreaterThan(8 * StrictJson.MAX_LENGTH);
    }

    @Test
    void rejectsABodyThatBreaksOff() throws IOException {
        InputStream broken = InputStream.nullInputStream();
        broken.close();

        assertThatExceptionOfType(ApiError.class)
                .isThrownBy(() -> StrictJson.readBody(broken, Fields.class))
                .withMessage("The body cannot be read.");
    }

    @Test
    void rejectsAMissingBody() {
        assertThatExceptionOfType(ApiError.class)
                .isThrownBy(() -> StrictJson.readBody(null, Fields.class))
                .withMessage(NOT_AN_OBJECT);
    }

    @Test
    void anElementOfAListCanBeAStringOrAnObject() {
        Items read = StrictJson.readBody(stream("""
                {"items":["a",{"id":"b"},{"id":"c","name":"C"},""]}"""), Items.class);

        assertThat(read.items())
                .containsExactly(new Item("a", null), new Item("b", null), new Item("c", "C"), new Item("", null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"a\"",
                "[1]",
                "[null]",
                "[[]]",
                "[{}]",
                "[{\"name\":\"A\"}]",
                "[{\"id\":null}]",
                "[{\"id\":1}]",
                "[{\"id\":\"a\",\"name\":true}]",
                "[{\"id\":\"a\",\"title\":\"A\"}]"
            })
    void rejectsOtherElements(String items) {
        assertThatExceptionOfType(ApiError.class)
                .isThrownBy(() -> StrictJson.readBody(stream("{\"items\":" + items + "}"), Items.class))
                .withMessage("items: must be an array of strings or of objects with the fields id, name");
    }

    private static void rejects(String description, String json) {
        assertThatExceptionOfType(ApiError.class).isThrownBy(() -> read(json)).withMessage(description);
    }

    private static Fields read(String json) {
        return StrictJson.readBody(stream(json), Fields.class);
    }

    private static ByteArrayInputStream stream(String json) {
        return new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
    }
}
