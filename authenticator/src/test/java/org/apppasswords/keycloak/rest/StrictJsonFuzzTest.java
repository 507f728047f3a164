package org.apppasswords.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apppasswords.keycloak.error.ApiError;
import org.junit.jupiter.params.provider.MethodSource;

/** Fuzzes the body of a request: see {@code benchmarks/fuzz.sh}. */
class StrictJsonFuzzTest {

    private static final Set<String> DESCRIPTIONS = Set.of(
            "The body must not be longer than 65536 bytes.",
            "The body must be one JSON object.",
            "The body is not valid JSON, or repeats a field.",
            "The body cannot be read.",
            "The body has an unknown field. Accepted fields: f",
            "The line must be one JSON object.",
            "The line is not valid JSON, or repeats a field.",
            "The line has an unknown field. Accepted fields: f",
            "f: must be a string",
            "f: must be an array of strings",
            "f: must be a 32-bit integer",
            "f: must be a time in epoch milliseconds",
            "f: must be true or false");

    private record Text(String f) {}

    private record RequiredText(@Required String f) {}

    private record Texts(List<String> f) {}

    private record Count(Integer f) {}

    private record Time(Instant f) {}

    private record Flag(boolean f) {}

    @MethodSource("bodies")
    @DictionaryEntries({"{\"f\":", "\"f\"", "null", "true", "[\"a\"]", "1e3", "-1", "9223372036854775808", "\\u0000"})
    @FuzzTest
    void aBodyIsReadOrRejectedWithADescriptionOfOurOwn(byte @NotNull [] body) {
        Text text = body(body, Text.class);
        Text line = orRejected(() -> StrictJson.readLine(body, Text.class));
        RequiredText required = body(body, RequiredText.class);
        Texts texts = body(body, Texts.class);
        Count number = body(body, Count.class);
        Time time = body(body, Time.class);
        Flag flag = body(body, Flag.class);

        assertThat(text).isEqualTo(body.length <= StrictJson.MAX_LENGTH ? line : null);
        assertThat(required != null).isEqualTo(text != null && text.f() != null);
        if (texts != null && texts.f() != null) {
            assertThat(texts.f()).doesNotContainNull();
        }
        if (time != null && time.f() != null) {
            assertThat(time.f().toEpochMilli()).isNotNegative();
        }
        // Nothing is converted: a value fits one type, or both of those that are numbers.
        boolean isNull = text != null && text.f() == null;
        long fitting = Stream.of(text, texts, number == null ? time : number, flag)
                .filter(Objects::nonNull)
                .count();
        assertThat(fitting).isLessThanOrEqualTo(isNull ? 4 : 1);
    }

    static Stream<byte[]> bodies() {
        return Stream.of(
                        "{}",
                        "{\"f\":\"a\"}",
                        "{\"f\":[\"a\",\"b\"]}",
                        "{\"f\":[\"a\",1]}",
                        "{\"f\":12}",
                        "{\"f\":-1}",
                        "{\"f\":1.0}",
                        "{\"f\":9223372036854775807}",
                        "{\"f\":9223372036854775808}",
                        "{\"f\":true}",
                        "{\"f\":null}",
                        "{\"f\":null,\"g\":1}",
                        "{\"f\":\"a\",\"f\":[]}",
                        "{\"f\":\"a\"} x",
                        "\ufeff{}",
                        "[",
                        "",
                        "{\"f\":\"\\ud800\"}",
                        "[".repeat(2000),
                        "{\"f\":" + "9".repeat(2000) + "}")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    private static <T extends Record> T body(byte[] body, Class<T> type) {
        return orRejected(() -> StrictJson.readBody(new ByteArrayInputStream(body), type));
    }

    private static <T> T orRejected(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (ApiError error) {
            assertThat(DESCRIPTIONS).contains(error.getMessage());
            return null;
        }
    }
}
