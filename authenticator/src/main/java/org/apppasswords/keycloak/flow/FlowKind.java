package org.apppasswords.keycloak.flow;

import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The kind of flow that a step runs in. Keycloak lets administrators put any step into any flow, so each step has to
 * check this itself.
 */
public enum FlowKind {
    /** The token endpoint's password grant, or {@code verify}. */
    DIRECT_GRANT,
    /** SAML's profile for clients that are not browsers. */
    SAML_ECP,
    /** The token service of Docker registries. */
    DOCKER,
    /** A flow with pages: browser, registration, reset of credentials, first or post broker login. */
    BROWSER;

    /** Only {@code ResourceOwnerPasswordCredentialsGrantType} and {@code verify} set this path. */
    private static final String DIRECT_GRANT_PATH = "token";

    /** {@code LoginActionsService.AUTHENTICATE_PATH}, which SAML ECP and Docker also use. */
    private static final String AUTHENTICATE_PATH = "authenticate";

    private static final String DOCKER_PROTOCOL = "docker-v2";
    private static final String SAML_PROTOCOL = "saml";
    private static final String SAML_BINDING_NOTE = "saml_binding";

    /** Only {@code SamlEcpProfileService} sets this binding, for every request. */
    private static final String SOAP_BINDING = "soap";

    public static FlowKind of(AuthenticationFlowContext context) {
        if (DIRECT_GRANT_PATH.equals(context.getFlowPath())) {
            return DIRECT_GRANT;
        }
        if (!AUTHENTICATE_PATH.equals(context.getFlowPath())) {
            return BROWSER;
        }
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        String protocol = authSession.getProtocol();
        if (DOCKER_PROTOCOL.equals(protocol)) {
            return DOCKER;
        }
        boolean isEcp =
                SAML_PROTOCOL.equals(protocol) && SOAP_BINDING.equals(authSession.getClientNote(SAML_BINDING_NOTE));
        return isEcp ? SAML_ECP : BROWSER;
    }
}
