package org.apppasswords.keycloak.verify;

import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.keycloak.OAuthErrorException;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.utils.AuthorizeClientUtil;

/**
 * Authenticates the client of a proxy as the token endpoint does, by Keycloak's own client authentication, which knows
 * rotated secrets, secrets in a vault and disabled clients.
 */
final class ProxyClient {

    /** Carries the proxy's client ID and secret, because {@code Authorization} carries the user's credentials. */
    static final String HEADER = "X-Client-Authorization";

    private final KeycloakSession session;
    private final EventBuilder event;

    ProxyClient(KeycloakSession session, EventBuilder event) {
        this.session = session;
        this.event = event;
    }

    /**
     * Returns the client.
     *
     * @throws ApiError if it is not authenticated; the event is written
     */
    ClientModel authenticate(HttpRequest request) {
        AuthenticationProcessor processor = AuthorizeClientUtil.getAuthenticationProcessor(session, event);
        processor.setRequest(request);
        if (processor.authenticateClient() != null) {
            throw invalidClient();
        }
        ClientModel client = processor.getClient();
        if (client == null || !isOpenIdConnect(client)) {
            event.error(Errors.INVALID_CLIENT);
            throw invalidClient();
        }
        if (!client.isEnabled()) {
            event.error(Errors.CLIENT_DISABLED);
            throw invalidClient();
        }
        session.getContext().setClient(client);
        return client;
    }

    // A 400 (RFC 6749, section 5.2), not a 401: the operator of the proxy has to correct it, not the user.
    private static ApiError invalidClient() {
        return ApiError.relayed(
                ErrorCode.INVALID_REQUEST,
                OAuthErrorException.INVALID_CLIENT,
                "The client ID or secret in the header " + HEADER + " is missing or wrong");
    }

    private static boolean isOpenIdConnect(ClientModel client) {
        return client.getProtocol() == null || client.getProtocol().equals(OIDCLoginProtocol.LOGIN_PROTOCOL);
    }
}
