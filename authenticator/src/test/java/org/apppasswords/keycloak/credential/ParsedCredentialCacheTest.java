package org.apppasswords.keycloak.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.apppasswords.keycloak.credential.ParsedCredentialCache.Secret;
import org.apppasswords.keycloak.secret.AppPassword;
import org.apppasswords.keycloak.secret.TypedPassword;
import org.apppasswords.keycloak.secret.Verifier;
import org.junit.jupiter.api.Test;

class ParsedCredentialCacheTest {

    private final ParsedCredentialCache cache = new ParsedCredentialCache();

    @Test
    void parsesATextOnce() {
        String json = AppPasswordData.create(Set.of("dovecot"), null).toJson();
        String same = AppPasswordData.create(Set.of("dovecot"), null).toJson();

        assertThat(cache.data(json)).isSameAs(cache.data(same));
        assertThat(cache.data(json).clients()).containsExactly("dovecot");
    }

    @Test
    void parsesAnotherText() {
        cache.data(AppPasswordData.create(Set.of("dovecot"), null).toJson());

        assertThat(cache.data(AppPasswordData.create(Set.of("postfix"), null).toJson())
                        .clients())
                .containsExactly("postfix");
    }

    @Test
    void keepsVerifiersApart() {
        AppPassword one = AppPassword.generate();
        AppPassword other = AppPassword.generate();
        String stored = secretData(one);

        for (int time = 0; time < 2; time++) {
            assertThat(cache.secret(stored).flatMap(Secret::salted)).hasValueSatisfying(salted -> {
                assertThat(salted.matches(TypedPassword.read(one.letters()))).isTrue();
                assertThat(salted.matches(TypedPassword.read(other.letters()))).isFalse();
            });
        }
    }

    @Test
    void decodesASecretOnce() {
        String stored = secretData(AppPassword.generate());

        assertThat(cache.secret(stored).flatMap(Secret::salted))
                .isPresent()
                .containsSame(cache.secret(stored).flatMap(Secret::salted).orElseThrow());
    }

    @Test
    void keepsTheHashOfAnotherSystem() {
        String stored = "{\"algorithm\":\"bcrypt\",\"salt\":null,\"hash\":\"$2y$10$x\"}";

        assertThat(cache.secret(stored)).hasValueSatisfying(secret -> {
            assertThat(secret.verifier().algorithm()).isEqualTo("bcrypt");
            assertThat(secret.salted()).isEmpty();
        });
    }

    @Test
    void returnsNothingForInvalidText() {
        assertThat(cache.secret(null)).isEmpty();
        assertThat(cache.secret("{")).isEmpty();
        assertThat(cache.data(null).isReadable()).isFalse();
        assertThat(cache.data("{").isReadable()).isFalse();
    }

    @Test
    void isClearedWhenItIsFull() {
        String json = AppPasswordData.create(Set.of("dovecot"), null).toJson();
        AppPasswordData first = cache.data(json);

        for (int client = 0; client < 500; client++) {
            cache.data(AppPasswordData.create(Set.of("client-" + client), null).toJson());
        }

        assertThat(cache.data(json)).isNotSameAs(first);
        assertThat(cache.data(json).clients()).containsExactly("dovecot");
    }

    private static String secretData(AppPassword password) {
        Verifier verifier = Verifier.of(password);
        return "{\"algorithm\":\"%s\",\"salt\":\"%s\",\"hash\":\"%s\"}"
                .formatted(verifier.algorithm(), verifier.salt(), verifier.hash());
    }
}
