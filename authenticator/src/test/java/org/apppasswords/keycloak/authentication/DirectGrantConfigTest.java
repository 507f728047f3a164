package org.apppasswords.keycloak.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.keycloak.models.AuthenticatorConfigModel;
import org.keycloak.provider.ProviderConfigProperty;

class DirectGrantConfigTest {

    @Test
    void defaultsAreTheStrictChoices() {
        DirectGrantConfig strict = new DirectGrantConfig(false, false, false);

        assertThat(DirectGrantConfig.of(null)).isEqualTo(strict);
        assertThat(DirectGrantConfig.of(new AuthenticatorConfigModel())).isEqualTo(strict);
        assertThat(config(Map.of())).isEqualTo(strict);
        assertThat(config(Map.of("session", "Persistent", "other-input", "NEXT", "allow-public-clients", "yes")))
                .isEqualTo(strict);
    }

    @Test
    void everySettingSet() {
        assertThat(config(Map.of("session", "persistent", "other-input", "next", "allow-public-clients", "true")))
                .isEqualTo(new DirectGrantConfig(true, true, true));
    }

    @Test
    void theFormShowsTheSameDefaults() {
        assertThat(DirectGrantConfig.properties())
                .extracting(ProviderConfigProperty::getName, ProviderConfigProperty::getDefaultValue)
                .containsExactly(
                        tuple("session", "transient"),
                        tuple("other-input", "refuse"),
                        tuple("allow-public-clients", false));
    }

    private static DirectGrantConfig config(Map<String, String> config) {
        AuthenticatorConfigModel model = new AuthenticatorConfigModel();
        model.setConfig(config);
        return DirectGrantConfig.of(model);
    }
}
