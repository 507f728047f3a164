package org.apppasswords.keycloak.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.provider.ValueSource;

/** Fuzzes user names: see {@code benchmarks/fuzz.sh}. */
class RemoteUserFuzzTest {

    @ValueSource(strings = {"alice", "grüße@example.org", "a\r\nRemote-User: b", "a,b%2C", "\ud83d\ude00", "a b+c"})
    @FuzzTest
    void encodesEachNameUniquelyAndWithinTheHeader(@NotNull String username) {
        String encoded = RemoteUser.encode(username);

        assertThat(encoded.replaceAll("%[0-9A-F]{2}", "")).matches("[A-Za-z0-9!#$&+.^_`|~@-]*");
        assertThat(URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8))
                .isEqualTo(new String(username.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    }
}
