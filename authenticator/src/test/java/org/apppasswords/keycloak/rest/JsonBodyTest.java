package org.apppasswords.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import org.apppasswords.keycloak.error.ApiError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyTest {

    @Test
    void readsFieldsOfTheirTypesAndIgnoresOthers() {
        JsonBody body = read("{\"name\":\"Mail\",\"clients\":[\"a\",\"b\"],\"lifetimeDays\":7,\"color\":{}}");

        assertThat(body.requiredText("name")).isEqualTo("Mail");
        assertThat(body.texts("clients")).containsExactly("a", "b");
        assertThat(body.integer("lifetimeDays")).contains(7);
    }

    @Test
    void missingAndNullAreTheSame() {
        JsonBody body = read("{\"clients\":null,\"lifetimeDays\":null}");

        assertThat(body.texts("clients")).isEmpty();
        assertThat(body.texts("others")).isEmpty();
        assertThat(body.integer("lifetimeDays")).isEmpty();
        assertThat(body.integer("days")).isEmpty();
    }

    @Test
    void readsTextsTimesAndFlagsThatMayBeMissing() {
        JsonBody body = read("{\"client\":\"dovecot\",\"unusedSince\":1767225600000,\"all\":true,\"after\":null}");

        assertThat(body.text("client")).contains("dovecot");
        assertThat(body.text("after")).isEmpty();
        assertThat(body.instant("unusedSince")).contains(Instant.ofEpochMilli(1767225600000L));
        assertThat(body.instant("after")).isEmpty();
        assertThat(body.flag("all")).isTrue();
        assertThat(body.flag("after")).isFalse();
        assertThat(body.flag("none")).isFalse();
    }

    @Test
    void refusesAFieldThatIsThereTwice() {
        assertThatExceptionOfType(ApiError.class)
                .isThrownBy(() -> read("{\"clients\":[\"dovecot\"],\"clients\":[]}"))
                .withMessage("The body is not valid JSON.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1767225600000\"", "1.5", "1e400", "9223372036854775808", "true", "{}"})
    void refusesTimesOfOtherTypes(String value) {
        assertThatExceptionOfType(ApiError.class)
                .isThrownBy(() -> read("{\"at\":" + value + "}").instant("at"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"true\"", "1", "[]"})
    void refusesFlagsOfOtherTypes(String value) {
        assertThatExceptionOfType(ApiError.class)
                .isThrownBy(() -> read("{\"all\":" + value + "}").flag("all"));
    }

    @Test
    void refusesOtherFieldsWhereTheyWouldDoHarm() {
        read("{\"client\":\"dovecot\"}").refuseOtherFieldsThan(Set.of("client", "max"));

        assertThatExceptionOfType(ApiError.class)
                .isThrownBy(() ->
                        read("{\"client\":\"dovecot\",\"Max\":1}").refuseOtherFieldsThan(Set.of("client", "max")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "[]", "\"text\"", "17", "null", "{} {}", "{\"a\":1,}", "\u0000"})
    void refusesWhatIsNoObject(String json) {
        assertThatExceptionOfType(ApiError.class).isThrownBy(() -> read(json));
    }

    @Test
    void refusesDeepNestingInsteadOfFailing() {
        assertThatExceptionOfType(ApiError.class)
                .isThrownBy(() -> read("{\"a\":" + "[".repeat(30_000) + "]".repeat(30_000) + "}"));
    }

    @Test
    void readsNoFurtherThanTheLongestBody() {
        byte[] spaces = " ".repeat(10 * JsonBody.MAX_LENGTH).getBytes(StandardCharsets.UTF_8);
        ByteArrayInputStream body = new ByteArrayInputStream(spaces);

        assertThatExceptionOfType(ApiError.class)
                .isThrownBy(() -> JsonBody.read(body))
                .withMessage("The body is too long.");
        assertThat(body.available()).isGreaterThan(8 * JsonBody.MAX_LENGTH);
    }

    @Test
    void aBodyThatBreaksOffIsNoAccident() throws IOException {
        InputStream broken = InputStream.nullInputStream();
        broken.close();

        assertThatExceptionOfType(ApiError.class)
                .isThrownBy(() -> JsonBody.read(broken))
                .withMessage("The body cannot be read.");
    }

    private static JsonBody read(String json) {
        return JsonBody.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }
}
