package org.apppasswords.keycloak.userinfo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.UserSessionModel.SessionPersistenceState;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.UserSessionModelDelegate;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.util.DefaultClientSessionContext;
import org.keycloak.util.JsonSerialization;

/**
 * The claims that Keycloak's userinfo endpoint (OpenID Connect Core, section 5.3) returns to a client about a user, for
 * a token with the scope {@code openid}: those of the client's own mappers and of its default client scopes, as far as
 * the user's roles permit these scopes. Computed as {@code UserInfoEndpoint} does, without a token.
 *
 * <p>Mappers need a user session. This one is transient: Keycloak never stores it, and drops it with the request.
 */
public final class UserInfoClaims {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final ClientModel client;
    private final TokenManager tokens = new TokenManager();

    /** @param client an OpenID Connect client, which the caller has authenticated and set in the session's context */
    public UserInfoClaims(KeycloakSession session, ClientModel client) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.client = client;
    }

    /** Returns the claims for a user who is not signing in. */
    public ObjectNode of(UserModel user) {
        return of(user, Map.of());
    }

    /**
     * Returns the claims for a user who is signing in.
     *
     * @param notes notes of the user session that the sign-in would start, which some mappers read
     */
    public ObjectNode of(UserModel user, Map<String, String> notes) {
        UserSessionModel userSession = transientSession(user);
        notes.forEach(userSession::setNote);
        AuthenticatedClientSessionModel clientSession =
                session.sessions().createClientSession(realm, client, userSession);
        ClientSessionContext scopes = DefaultClientSessionContext.fromClientSessionAndScopeParameter(
                clientSession, OAuth2Constants.SCOPE_OPENID, session);
        AccessToken claims = tokens.transformUserInfoAccessToken(
                session, new AccessToken(), new SessionOf(userSession, user), scopes);
        // As the endpoint's own response: without the empty fields of structured claims such as the address.
        return JsonSerialization.mapper.valueToTree(tokens.generateUserInfoClaims(claims, user));
    }

    private UserSessionModel transientSession(UserModel user) {
        return session.sessions()
                .createUserSession(
                        KeycloakModelUtils.generateId(),
                        realm,
                        user,
                        user.getUsername(),
                        session.getContext().getConnection().getRemoteHost(),
                        OIDCLoginProtocol.LOGIN_PROTOCOL,
                        false,
                        null,
                        null,
                        SessionPersistenceState.TRANSIENT);
    }

    /** The session with the given user, whose groups may be read already, instead of the one from the user cache. */
    private static final class SessionOf extends UserSessionModelDelegate {

        private final UserModel user;

        SessionOf(UserSessionModel session, UserModel user) {
            super(session);
            this.user = user;
        }

        @Override
        public UserModel getUser() {
            return user;
        }
    }
}
