package org.apppasswords.keycloak.authentication;

import java.util.List;
import org.apppasswords.keycloak.policy.AcceptingStep;
import org.keycloak.authentication.Authenticator;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderConfigProperty;

/** Registers the direct-grant authenticator. */
public final class DirectGrantAppPasswordAuthenticatorFactory implements AppPasswordAuthenticatorFactory {

    /** Provider ID. */
    public static final String PROVIDER_ID = AcceptingStep.DIRECT_GRANT.providerId();

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

    @Override
    public String getHelpText() {
        return "Finds the user by the 'username' parameter of a direct grant and checks the 'password' parameter"
                + " against the user's app passwords.";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return DirectGrantConfig.properties();
    }
}
