package org.apppasswords.keycloak.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class SingleUseStoreTest {

    private static final SecretKey SECRET = key("0123456789abcdef");
    private static final String NAME = "lock.user.realm/user";

    @Test
    void aKeyIsAnHmacOfTheNameUnderTheServersSecret() throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("0123456789abcdef".getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
        byte[] expected = mac.doFinal(("app-passwords/single-use-object/" + NAME).getBytes(StandardCharsets.UTF_8));

        assertThat(SingleUseStore.key(SECRET, NAME))
                .isEqualTo("app-passwords." + HexFormat.of().formatHex(expected));
    }

    @Test
    void theKeyDependsOnTheSecretAlone() {
        String key = SingleUseStore.key(SECRET, NAME);

        assertThat(SingleUseStore.key(key("0123456789abcdef"), NAME)).isEqualTo(key);
        assertThat(SingleUseStore.key(key("0123456789abcdeg"), NAME)).isNotEqualTo(key);
    }

    @Test
    void aKeyContainsNothingThatAClientKnows() {
        String user = UUID.randomUUID().toString();
        for (String name : List.of("lock.user.demo/" + user, "lock.setup.demo", "password-set.demo/" + user + "/1")) {
            assertThat(SingleUseStore.key(SECRET, name))
                    .matches("app-passwords\\.[0-9a-f]{64}")
                    .doesNotContain(user)
                    .isNotEqualTo("app-passwords." + name)
                    .isNotEqualTo("app-passwords."
                            + UUID.nameUUIDFromBytes(("demo/" + user).getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void aLongNameHasAShortKey() {
        assertThat(SingleUseStore.key(SECRET, "x".repeat(1000))).hasSize(78);
    }

    private static SecretKey key(String text) {
        return new SecretKeySpec(text.getBytes(StandardCharsets.US_ASCII), "AES");
    }
}
