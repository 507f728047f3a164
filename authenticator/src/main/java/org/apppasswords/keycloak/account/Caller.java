package org.apppasswords.keycloak.account;

import jakarta.ws.rs.NotAuthorizedException;
import java.util.Optional;
import java.util.stream.Stream;
import org.apppasswords.keycloak.compatibility.BearerAuthentication;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.policy.AccountApiScope;
import org.apppasswords.keycloak.token.AppPasswordSession;
import org.keycloak.common.Profile;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.UserSessionModel.SessionPersistenceState;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProvider;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProviderFactory;
import org.keycloak.protocol.oidc.TokenIntrospectionProvider;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.managers.AppAuthManager;

/**
 * The user whom the access token of the request identifies.
 *
 * <p>The token must be valid for Keycloak's account API ({@code AccountLoader}: a bearer or DPoP token for the audience
 * {@code account}, not of a service account; lightweight tokens are completed) and belong to an interactive session.
 * An offline session lives on in an application that the user has long forgotten; an app password must not create or
 * delete other app passwords. {@link #requireApplication()} checks the application.
 *
 * @param user owner of the app passwords
 * @param token contains the roles
 * @param session the user session of the token
 * @param client the application that the token was issued to
 * @param event an event with the realm, the account client and the user filled in
 */
record Caller(UserModel user, AccessToken token, UserSessionModel session, ClientModel client, EventBuilder event) {

    /** @throws ApiError if the token is missing or does not permit the request */
    static Caller authenticate(KeycloakSession session) {
        RealmModel realm = session.getContext().getRealm();
        ClientModel account = accountClient(realm);
        BearerAuthentication authenticated =
                bearer(session).orElseThrow(() -> ApiError.invalidToken("A valid access token is required."));
        AccessToken token = complete(session, authenticated, account);
        if (!token.hasAudience(account.getClientId())) {
            throw ApiError.invalidToken("The access token must have the audience account.");
        }
        if (authenticated.user().getServiceAccountClientLink() != null) {
            throw ApiError.accessDenied("Service accounts cannot have app passwords.");
        }
        if (!isInteractive(authenticated.session())) {
            throw ApiError.invalidToken("The access token must come from an interactive sign-in.");
        }
        EventBuilder event = new EventBuilder(
                        realm, session, session.getContext().getConnection())
                .client(account)
                .user(authenticated.user())
                .session(authenticated.session());
        return new Caller(authenticated.user(), token, authenticated.session(), authenticated.client(), event);
    }

    /**
     * Requires the account console or an application with the client scope. Every client with default
     * settings gets the audience and the roles of the account client, so these do not show that the application may
     * manage app passwords.
     *
     * @throws ApiError if the application is neither, or if the claim that names it can be forged
     */
    void requireApplication() {
        if (!Constants.ACCOUNT_CONSOLE_CLIENT_ID.equals(client.getClientId())
                && !AccountApiScope.isGranted(client, token.getScope())) {
            throw ApiError.accessDenied("The access token lacks the client scope " + AccountApiScope.NAME + ".");
        }
        if (AuthorizedParty.canBeForged(session)) {
            throw ApiError.accessDenied("A client of this session has a mapper that writes the claim azp.");
        }
    }

    /** @throws ApiError if the token has none of these roles of the account client */
    void requireOneOf(String... roles) {
        if (Stream.of(roles).noneMatch(this::hasRole)) {
            throw ApiError.accessDenied("The access token lacks the role " + String.join(" or ", roles) + ".");
        }
    }

    /** Returns whether the token has this role of the account client. */
    boolean hasRole(String role) {
        AccessToken.Access access = token.getResourceAccess(Constants.ACCOUNT_MANAGEMENT_CLIENT_ID);
        return access != null && access.isUserInRole(role);
    }

    private static ClientModel accountClient(RealmModel realm) {
        ClientModel account = realm.getClientByClientId(Constants.ACCOUNT_MANAGEMENT_CLIENT_ID);
        if (!Profile.isFeatureEnabled(Profile.Feature.ACCOUNT_API) || account == null || !account.isEnabled()) {
            throw ApiError.notFound("The account API is disabled.");
        }
        return account;
    }

    private static Optional<BearerAuthentication> bearer(KeycloakSession session) {
        try {
            return Optional.ofNullable(new AppAuthManager.BearerTokenAuthenticator(session).authenticate())
                    .map(BearerAuthentication::of);
        } catch (NotAuthorizedException headerWithoutToken) {
            return Optional.empty();
        }
    }

    // Adds the claims that a lightweight token omits, as AccountLoader does.
    private static AccessToken complete(
            KeycloakSession session, BearerAuthentication authenticated, ClientModel account) {
        AccessToken token = authenticated.token();
        if (token.getAudience() != null && token.getResourceAccess(account.getClientId()) != null) {
            return token;
        }
        AccessTokenIntrospectionProvider<?> introspection = (AccessTokenIntrospectionProvider<?>) session.getProvider(
                TokenIntrospectionProvider.class, AccessTokenIntrospectionProviderFactory.ACCESS_TOKEN_TYPE);
        return introspection.transformAccessToken(token, authenticated.session());
    }

    private static boolean isInteractive(UserSessionModel userSession) {
        return userSession != null
                && !userSession.isOffline()
                && userSession.getPersistenceState() != SessionPersistenceState.TRANSIENT
                && AppPasswordSession.credentialId(userSession).isEmpty();
    }
}
