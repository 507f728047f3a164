package org.apppasswords.keycloak.authentication;

import java.util.List;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.provider.ExtensionProviderFactory;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.AuthenticatorFactory;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.provider.ProviderConfigProperty;

/** Registers an authenticator that checks app passwords. */
interface AppPasswordAuthenticatorFactory extends AuthenticatorFactory, ExtensionProviderFactory<Authenticator> {

    /**
     * Returns a category that Keycloak's brute-force protector does not count. A phone with a deleted app password
     * cannot lock its owner out, and a mail poll cannot reset the counter that protects the account password.
     */
    @Override
    default String getReferenceCategory() {
        return AppPasswordCredentialModel.TYPE;
    }

    @Override
    default boolean isConfigurable() {
        return !getConfigProperties().isEmpty();
    }

    @Override
    default List<ProviderConfigProperty> getConfigProperties() {
        return List.of();
    }

    @Override
    default Requirement[] getRequirementChoices() {
        return new Requirement[] {Requirement.REQUIRED, Requirement.ALTERNATIVE, Requirement.DISABLED};
    }

    @Override
    default boolean isUserSetupAllowed() {
        return false;
    }
}
