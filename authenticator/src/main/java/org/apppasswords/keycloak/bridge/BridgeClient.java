package org.apppasswords.keycloak.bridge;

import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.keycloak.OAuthErrorException;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.utils.AuthorizeClientUtil;

/**
 * Authenticates the client of a bridge as the token endpoint does, by Keycloak's own client authentication, which knows
 * rotated secrets, secrets in a vault, client assertions, certificates and disabled clients.
 */
public final class BridgeClient {

    private final KeycloakSession session;
    private final RealmModel realm;

    public BridgeClient(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /**
     * Requires an encrypted connection if the realm does, and an enabled realm, as the token endpoint does.
     *
     * @throws ApiError if one of them is missing
     */
    public void requireUsableRealm() {
        boolean encrypted =
                "https".equals(session.getContext().getUri().getBaseUri().getScheme());
        if (!encrypted && realm.getSslRequired().isRequired(session.getContext().getConnection())) {
            throw ApiError.relayed(ErrorCode.ACCESS_DENIED, OAuthErrorException.INVALID_REQUEST, "HTTPS required");
        }
        if (!realm.isEnabled()) {
            throw ApiError.accessDenied("Realm not enabled");
        }
    }

    /**
     * Returns the client, and sets it in the session's context.
     *
     * @param event an event for a failed authentication; not written if the client is authenticated
     * @param request the request in which Keycloak's client authenticators find the credentials
     * @param description English sentence for developers, if the credentials are missing or wrong
     * @throws ApiError if the client is not authenticated; the event is written
     */
    public ClientModel authenticate(EventBuilder event, HttpRequest request, String description) {
        AuthenticationProcessor processor = AuthorizeClientUtil.getAuthenticationProcessor(session, event);
        processor.setRequest(request);
        if (processor.authenticateClient() != null) {
            throw invalidClient(description);
        }
        ClientModel client = processor.getClient();
        if (client == null || !isOpenIdConnect(client)) {
            event.error(Errors.INVALID_CLIENT);
            throw invalidClient(description);
        }
        if (!client.isEnabled()) {
            event.error(Errors.CLIENT_DISABLED);
            throw invalidClient(description);
        }
        session.getContext().setClient(client);
        return client;
    }

    // A 400 (RFC 6749, section 5.2), not a 401: the operator of the bridge has to correct it, not the user.
    private static ApiError invalidClient(String description) {
        return ApiError.relayed(ErrorCode.INVALID_REQUEST, OAuthErrorException.INVALID_CLIENT, description);
    }

    private static boolean isOpenIdConnect(ClientModel client) {
        return client.getProtocol() == null || client.getProtocol().equals(OIDCLoginProtocol.LOGIN_PROTOCOL);
    }
}
