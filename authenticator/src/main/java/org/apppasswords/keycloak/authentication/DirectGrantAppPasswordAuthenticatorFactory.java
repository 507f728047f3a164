package org.apppasswords.keycloak.authentication;

import java.util.List;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.policy.AcceptingStep;
import org.keycloak.Config;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.AuthenticatorFactory;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;

/** Registers the direct-grant authenticator. */
public final class DirectGrantAppPasswordAuthenticatorFactory implements AuthenticatorFactory {

    /** Provider id. */
    public static final String PROVIDER_ID = AcceptingStep.DIRECT_GRANT.providerId();

    private static final Requirement[] REQUIREMENTS = {
        Requirement.REQUIRED, Requirement.ALTERNATIVE, Requirement.DISABLED
    };

    private final Authenticator authenticator = new DirectGrantAppPasswordAuthenticator();

    @Override
    public String getId() {
        return PROVIDER_ID;
    }

    @Override
    public Authenticator create(KeycloakSession session) {
        return authenticator;
    }

    @Override
    public String getDisplayType() {
        return "App password";
    }

    /**
     * A category of its own, which Keycloak's brute-force protector does not count: a phone with a deleted app password
     * cannot lock its owner out, and a mail poll cannot reset the counter that guards the account password.
     */
    @Override
    public String getReferenceCategory() {
        return AppPasswordCredentialModel.TYPE;
    }

    @Override
    public String getHelpText() {
        return "Finds the user by the 'username' parameter of a direct grant and checks the 'password' parameter against"
                + " the user's app passwords.";
    }

    @Override
    public boolean isConfigurable() {
        return true;
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return DirectGrantConfig.properties();
    }

    @Override
    public Requirement[] getRequirementChoices() {
        return REQUIREMENTS.clone();
    }

    @Override
    public boolean isUserSetupAllowed() {
        return false;
    }

    @Override
    public void init(Config.Scope config) {
        // Nothing to configure per server.
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        // Nothing to prepare.
    }

    @Override
    public void close() {
        // Nothing to release.
    }
}
