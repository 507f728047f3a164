package org.apppasswords.keycloak.verify;

import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.utils.AuthorizeClientUtil;

/**
 * The client that a proxy is. Keycloak's own client authentication looks at it, as at the token endpoint: rotated secrets,
 * secrets of a vault and disabled clients are its business.
 */
final class ProxyClient {

    /** Where the proxy shows its client ID and secret: {@code Authorization} is the user's. */
    static final String HEADER = "X-Client-Authorization";

    private final KeycloakSession session;
    private final EventBuilder event;

    ProxyClient(KeycloakSession session, EventBuilder event) {
        this.session = session;
        this.event = event;
    }

    /** @throws Refused if it is not who it says; the event is written */
    ClientModel authenticate(HttpRequest request) {
        AuthenticationProcessor processor = AuthorizeClientUtil.getAuthenticationProcessor(session, event);
        processor.setRequest(request);
        if (processor.authenticateClient() != null) {
            throw Refused.invalidClient();
        }
        ClientModel client = processor.getClient();
        if (client == null || !isOpenIdConnect(client)) {
            event.error(Errors.INVALID_CLIENT);
            throw Refused.invalidClient();
        }
        if (!client.isEnabled()) {
            event.error(Errors.CLIENT_DISABLED);
            throw Refused.invalidClient();
        }
        session.getContext().setClient(client);
        return client;
    }

    private static boolean isOpenIdConnect(ClientModel client) {
        return client.getProtocol() == null || client.getProtocol().equals(OIDCLoginProtocol.LOGIN_PROTOCOL);
    }
}
