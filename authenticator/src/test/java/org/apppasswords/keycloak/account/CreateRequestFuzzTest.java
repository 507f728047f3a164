package org.apppasswords.keycloak.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Stream;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.rest.StrictJson;
import org.junit.jupiter.params.provider.MethodSource;

/** Fuzzes the body of a creation: see {@code benchmarks/fuzz.sh}. */
class CreateRequestFuzzTest {

    @MethodSource("bodies")
    @DictionaryEntries({"\"name\":\"Mail\"", "\"clients\":[\"mail\"]", "\"lifetimeDays\":1", "null"})
    @FuzzTest
    void aRequestIsReadOrRejected(byte @NotNull [] body) {
        try {
            CreateRequest request = StrictJson.readBody(new ByteArrayInputStream(body), CreateRequest.class);

            assertThat(request.name()).isNotNull();
            assertThat(request.clients()).doesNotContainNull();
            assertThat(Set.copyOf(request.clients()).size())
                    .isLessThanOrEqualTo(request.clients().size());
        } catch (ApiError error) {
            assertThat(error.getMessage())
                    .matches("The body [a-z A-Z,]+\\.|(name|clients|lifetimeDays): [a-z A-Z0-9-]+");
        }
    }

    static Stream<byte[]> bodies() {
        return Stream.of(
                        "{\"name\":\"Mail\"}",
                        "{\"name\":\"Mail\",\"clients\":[\"mail\",\"mail\"],\"lifetimeDays\":30}",
                        "{\"name\":\"\",\"clients\":null,\"lifetimeDays\":null}",
                        "{\"name\":1}",
                        "{\"name\":\"a\",\"clients\":[[]]}",
                        "{\"name\":\"a\",\"lifetimeDays\":2147483648}")
                .map(body -> body.getBytes(StandardCharsets.UTF_8));
    }
}
