package org.apppasswords.keycloak.requiredaction;

import java.util.List;
import java.util.stream.Stream;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.policy.PolicySetting;
import org.apppasswords.keycloak.provider.ExtensionProviderFactory;
import org.keycloak.authentication.RequiredActionFactory;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionConfigModel;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.userprofile.ValidationException;
import org.keycloak.validate.ValidationError;

/** Registers the required action. Its configuration is the realm's policy. */
public final class AppPasswordCreateActionFactory
        implements RequiredActionFactory, ExtensionProviderFactory<RequiredActionProvider> {

    private final RequiredActionProvider action = new AppPasswordCreateAction();

    @Override
    public String getId() {
        return AppPasswordPolicy.REQUIRED_ACTION;
    }

    @Override
    public String getDisplayText() {
        return "Create App Password";
    }

    @Override
    public RequiredActionProvider create(KeycloakSession session) {
        return action;
    }

    @Override
    public List<ProviderConfigProperty> getConfigMetadata() {
        return Stream.concat(
                        PolicySetting.configProperties().stream(),
                        RequiredActionFactory.super.getConfigMetadata().stream())
                .toList();
    }

    @Override
    public void validateConfig(KeycloakSession session, RealmModel realm, RequiredActionConfigModel model) {
        RequiredActionFactory.super.validateConfig(session, realm, model);
        for (PolicySetting setting : PolicySetting.values()) {
            if (!setting.accepts(model.getConfigValue(setting.key()))) {
                throw new ValidationException(error(setting));
            }
        }
    }

    private ValidationError error(PolicySetting setting) {
        return setting.isNumber()
                ? new ValidationError(getId(), setting.key(), "error-number-out-of-range", setting.min(), setting.max())
                : new ValidationError(getId(), setting.key(), "error-invalid-value");
    }
}
