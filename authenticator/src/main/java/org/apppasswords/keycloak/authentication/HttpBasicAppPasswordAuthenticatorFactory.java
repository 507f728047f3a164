package org.apppasswords.keycloak.authentication;

import org.apppasswords.keycloak.policy.AcceptingStep;
import org.keycloak.authentication.Authenticator;
import org.keycloak.models.KeycloakSession;

/** Registers the HTTP Basic authenticator. */
public final class HttpBasicAppPasswordAuthenticatorFactory implements AppPasswordAuthenticatorFactory {

    /** Provider ID. */
    public static final String PROVIDER_ID = AcceptingStep.HTTP_BASIC.providerId();

    private final Authenticator authenticator = new HttpBasicAppPasswordAuthenticator();

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
        return "App password by HTTP Basic";
    }

    @Override
    public String getHelpText() {
        return "Checks the password in the Authorization header against the user's app passwords. For the SAML ECP"
                + " and Docker registry flows.";
    }
}
