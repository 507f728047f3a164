package org.apppasswords.keycloak.token;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperContainerModel;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.organization.protocol.mappers.oidc.OrganizationMembershipMapper;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.protocol.oidc.mappers.AbstractOIDCProtocolMapper;
import org.keycloak.protocol.oidc.mappers.OIDCAccessTokenMapper;
import org.keycloak.protocol.oidc.mappers.OIDCAccessTokenResponseMapper;
import org.keycloak.protocol.oidc.mappers.OIDCIDTokenMapper;
import org.keycloak.protocol.oidc.mappers.TokenIntrospectionTokenMapper;
import org.keycloak.protocol.oidc.mappers.UserInfoTokenMapper;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.AccessTokenResponse;
import org.keycloak.representations.IDToken;

/**
 * Restricts a token issued for an app password to the bridge:
 *
 * <ul>
 *   <li>{@linkplain SingleClientToken audience and roles} are those of the one client;
 *   <li>the session ID is removed, so that Keycloak treats the token as stateless: it cannot find a transient session
 *       again. Only for {@linkplain ClientPrivileges restricted} clients, because Keycloak accepts such a token in more
 *       places;
 *   <li>it is {@linkplain AppPasswordGrantType limited} to introspection and userinfo;
 *   <li>the claims {@code app_password} and {@code amr} show how the user signed in.
 * </ul>
 *
 * Runs last, so that no other mapper undoes the restrictions. Does not change other tokens. A client without this
 * mapper does not get a token for an app password.
 */
public final class AppPasswordTokenMapper extends AbstractOIDCProtocolMapper
        implements OIDCAccessTokenMapper,
                OIDCIDTokenMapper,
                OIDCAccessTokenResponseMapper,
                TokenIntrospectionTokenMapper,
                UserInfoTokenMapper {

    /** Provider ID. */
    public static final String PROVIDER_ID = "oidc-app-password-mapper";

    private static final String APP_PASSWORD_CLAIM = "app_password";

    /**
     * Returns whether this mapper applies to every token of the client: it belongs to the client, or to one of the
     * client's default scopes that Keycloak applies for each user and request.
     */
    public static boolean isAppliedBy(ClientModel client) {
        Stream<ClientScopeModel> scopes =
                client.getClientScopes(true).values().stream().filter(AppPasswordTokenMapper::alwaysApplies);
        return Stream.<ProtocolMapperContainerModel>concat(Stream.of(client), scopes)
                .flatMap(ProtocolMapperContainerModel::getProtocolMappersStream)
                .anyMatch(mapper -> PROVIDER_ID.equals(mapper.getProtocolMapper())
                        && OIDCLoginProtocol.LOGIN_PROTOCOL.equals(mapper.getProtocol()));
    }

    // Keycloak applies a scope with roles only for users who have one of them, and a scope with a mapper for
    // organizations only in some requests.
    private static boolean alwaysApplies(ClientScopeModel scope) {
        return scope.getScopeMappingsStream().findAny().isEmpty()
                && scope.getProtocolMappersStream()
                        .noneMatch(
                                mapper -> OrganizationMembershipMapper.PROVIDER_ID.equals(mapper.getProtocolMapper()));
    }

    /** Returns whether the claims of the access token or ID token show that it was issued for an app password. */
    static boolean marks(IDToken token) {
        return token.getOtherClaims().containsKey(APP_PASSWORD_CLAIM);
    }

    @Override
    public String getId() {
        return PROVIDER_ID;
    }

    @Override
    public String getDisplayCategory() {
        return TOKEN_MAPPER_CATEGORY;
    }

    @Override
    public String getDisplayType() {
        return "App password";
    }

    @Override
    public String getHelpText() {
        return "For clients of mail servers and other bridges. Restricts a token issued for an app password to this"
                + " client, lets the bridge introspect it, and adds the claims 'app_password' and 'amr'. Required:"
                + " without this mapper, the client does not get a token for an app password.";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return List.of();
    }

    @Override
    public int getPriority() {
        return Integer.MAX_VALUE;
    }

    @Override
    public AccessToken transformAccessToken(
            AccessToken token,
            ProtocolMapperModel mapper,
            KeycloakSession session,
            UserSessionModel userSession,
            ClientSessionContext clientSessionContext) {
        Optional<String> credentialId = AppPasswordSession.credentialId(userSession);
        if (credentialId.isPresent()) {
            new SingleClientToken(session, clientSessionContext, userSession.getUser()).restrict(token);
            addClaims(token, credentialId.get(), userSession);
            AppPasswordGrantType.limit(token, session);
            clearSessionId(
                    token,
                    session,
                    userSession,
                    clientSessionContext.getClientSession().getClient());
        }
        return token;
    }

    @Override
    public IDToken transformIDToken(
            IDToken token,
            ProtocolMapperModel mapper,
            KeycloakSession session,
            UserSessionModel userSession,
            ClientSessionContext clientSessionContext) {
        AppPasswordSession.credentialId(userSession).ifPresent(id -> {
            new SingleClientToken(session, clientSessionContext, userSession.getUser()).restrict(token);
            addClaims(token, id, userSession);
        });
        return token;
    }

    /**
     * Removes the refresh token of a session that is not stored: it could not be used, and Keycloak answers 500 to a
     * refresh token without a session ID.
     */
    @Override
    public AccessTokenResponse transformAccessTokenResponse(
            AccessTokenResponse response,
            ProtocolMapperModel mapper,
            KeycloakSession session,
            UserSessionModel userSession,
            ClientSessionContext clientSessionContext) {
        if (AppPasswordSession.credentialId(userSession).isPresent() && isTransient(userSession)) {
            response.setRefreshToken(null);
            response.setRefreshExpiresIn(0);
        }
        return response;
    }

    /**
     * Restricts the response of userinfo, which Keycloak signs as a JWT if the client asks for it. If the token does
     * not have a session, Keycloak creates a transient one here, without the notes of the sign-in.
     */
    @Override
    public AccessToken transformUserInfoToken(
            AccessToken token,
            ProtocolMapperModel mapper,
            KeycloakSession session,
            UserSessionModel userSession,
            ClientSessionContext clientSessionContext) {
        if (isTransient(userSession)
                || AppPasswordSession.credentialId(userSession).isPresent()) {
            new SingleClientToken(session, clientSessionContext, userSession.getUser()).restrict(token);
        }
        return token;
    }

    /**
     * Restricts the claims that Keycloak computes again from a token, for introspection and for its own APIs. If the
     * token does not have a session, the session's notes are gone by then, but the token's ID still names the grant
     * type.
     */
    @Override
    public AccessToken transformIntrospectionToken(
            AccessToken token,
            ProtocolMapperModel mapper,
            KeycloakSession session,
            UserSessionModel userSession,
            ClientSessionContext clientSessionContext) {
        if (AppPasswordGrantType.isLimited(token, session)
                || AppPasswordSession.credentialId(userSession).isPresent()) {
            new SingleClientToken(session, clientSessionContext, userSession.getUser()).restrict(token);
        }
        return token;
    }

    private static void addClaims(IDToken token, String credentialId, UserSessionModel userSession) {
        token.setOtherClaims(
                APP_PASSWORD_CLAIM, Map.of("id", credentialId, "name", AppPasswordSession.name(userSession)));
        token.setOtherClaims(OAuth2Constants.AUTHENTICATOR_METHOD_REFERENCE, List.of("pwd"));
    }

    private static void clearSessionId(
            AccessToken token, KeycloakSession session, UserSessionModel userSession, ClientModel client) {
        if (!isTransient(userSession)) {
            // A stored session can be found again: the bridge can introspect the token, and a logout ends the session.
            return;
        }
        Optional<String> violation = ClientPrivileges.violation(session, client)
                .or(() -> subjectViolation(token, session, userSession, client));
        if (violation.isEmpty()) {
            token.setSessionId(null);
        } else {
            PrivilegedClientLog.warn(client, "its tokens cannot be introspected", violation.get());
        }
    }

    // Keycloak finds the user of a token without a session by the token's claims. If mappers have changed the claims,
    // it could find another user: a user can choose a name that is another user's ID.
    private static Optional<String> subjectViolation(
            AccessToken token, KeycloakSession session, UserSessionModel userSession, ClientModel client) {
        UserModel found = TokenManager.lookupUserFromStatelessToken(session, client.getRealm(), token);
        return userSession.getUser().equals(found)
                ? Optional.empty()
                : Optional.of("its mappers keep Keycloak from finding the user of a token");
    }

    private static boolean isTransient(UserSessionModel userSession) {
        return userSession.getPersistenceState() == UserSessionModel.SessionPersistenceState.TRANSIENT;
    }
}
