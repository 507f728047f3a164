package org.apppasswords.keycloak.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import org.apppasswords.keycloak.secret.AppPassword;
import org.apppasswords.keycloak.secret.TypedPassword;
import org.apppasswords.keycloak.secret.Verifier;
import org.junit.jupiter.api.Test;
import org.keycloak.credential.CredentialModel;

class AppPasswordCredentialModelTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    /** Stored by the first version, and by a later one with an additional field. */
    private static final String FROZEN_SECRET =
            "{\"algorithm\":\"sha256\",\"salt\":\"MDEyMzQ1Njc4OWFiY2RlZg==\",\"hash\":\"HuGpfTaHvnizxS2mjn3ABasDfnSMbr4NLCNpoZd9x34=\",\"future\":true}";

    @Test
    void storesNothingThatRevealsThePassword() {
        AppPassword password = AppPassword.generate();

        AppPasswordCredentialModel model = AppPasswordCredentialModel.create(
                "Phone", NOON, Verifier.of(password), AppPasswordData.create(Set.of(), null));

        assertThat(model.getType()).isEqualTo("app-password");
        assertThat(model.getSecretData()).contains("sha256").doesNotContain(password.letters());
        assertThat(model.getCredentialData()).doesNotContain(password.letters());
        assertThat(model.matches(TypedPassword.read(password.display()))).isTrue();
    }

    @Test
    void matchesAnOldStoredVerifier() {
        CredentialModel stored = new CredentialModel();
        stored.setSecretData(FROZEN_SECRET);

        AppPasswordCredentialModel model = AppPasswordCredentialModel.copyOf(stored);

        assertThat(model.matches(TypedPassword.read("abcdefghijklmnopqrstuvwx")))
                .isTrue();
        assertThat(model.getSecretData()).isEqualTo(FROZEN_SECRET);
    }

    @Test
    void aCopyIsIndependentOfTheOriginal() {
        CredentialModel stored = new CredentialModel();
        stored.setSecretData(FROZEN_SECRET);
        AppPasswordCredentialModel copy = AppPasswordCredentialModel.copyOf(stored);

        copy.setSecretData(null);

        assertThat(stored.getSecretData()).isEqualTo(FROZEN_SECRET);
    }

    @Test
    void unreadableSecretDataMatchesNothing() {
        for (String secretData : new String[] {null, "", "no json", "[]", "null", "{}", "{\"algorithm\":1}"}) {
            CredentialModel stored = new CredentialModel();
            stored.setSecretData(secretData);
            assertThat(AppPasswordCredentialModel.copyOf(stored)
                            .matches(TypedPassword.read("abcdefghijklmnopqrstuvwx")))
                    .as("secretData %s", secretData)
                    .isFalse();
        }
    }

    @Test
    void nameAndDateMayBeMissing() {
        AppPasswordCredentialModel model = AppPasswordCredentialModel.copyOf(new CredentialModel());

        assertThat(model.name()).isEmpty();
        assertThat(model.createdAt()).isEqualTo(Instant.EPOCH);
    }
}
