package org.apppasswords.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apppasswords.keycloak.error.ApiError;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands in the body of a request: see {@code benchmarks/fuzz.sh}. */
class JsonBodyFuzzTest {

    private static final Set<String> PROBLEMS = Set.of(
            "The body is too long.",
            "The body must be a JSON object.",
            "The body is not valid JSON.",
            "The body cannot be read.",
            "The line must be a JSON object.",
            "The line is not valid JSON.",
            "There are fields that this request does not have.",
            "f: must be a string.",
            "f: must be an array of strings.",
            "f: must be a whole number.",
            "f: must be a time in epoch milliseconds.",
            "f: must be true or false.");

    @MethodSource("bodies")
    @DictionaryEntries({"{\"f\":", "\"f\"", "null", "true", "[\"a\"]", "1e3", "-1", "9223372036854775808", "\\u0000"})
    @FuzzTest
    void aBodyIsReadOrRefusedInWordsOfOurOwn(byte @NotNull [] body) {
        JsonBody read = orRefused(() -> JsonBody.read(new ByteArrayInputStream(body)));
        JsonBody line = orRefused(() -> JsonBody.ofLine(body));

        // Also over its limit, a body is at most as good as a line.
        if (body.length <= JsonBody.MAX_LENGTH) {
            assertThat(read == null).isEqualTo(line == null);
        } else {
            assertThat(read).isNull();
        }
        if (read != null) {
            ask(read);
        }
    }

    private static void ask(JsonBody json) {
        String text = orRefused(() -> json.requiredText("f"));
        orRefused(() -> json.text("f"));
        List<String> texts = orRefused(() -> json.texts("f"));
        Object number = orRefused(() -> json.integer("f"));
        Instant instant = orRefused(() -> json.instant("f").orElse(null));
        Boolean flag = orRefused(() -> json.flag("f"));
        orRefused(() -> {
            json.refuseOtherFieldsThan(Set.of("f"));
            return "";
        });
        // Nothing is converted: whoever asks for one type gets no other.
        if (text != null) {
            assertThat(Stream.of(texts, number, instant, flag)).allMatch(value -> value == null);
        }
        if (instant != null) {
            assertThat(instant.toEpochMilli()).isNotNegative();
            assertThat(Stream.of(texts, flag)).allMatch(value -> value == null);
        }
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

    private static <T> T orRefused(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (ApiError problem) {
            assertThat(PROBLEMS).contains(problem.getMessage());
            return null;
        }
    }
}
