package org.apppasswords.keycloak.verify;

import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.apppasswords.keycloak.authentication.TokenlessSignIn;
import org.apppasswords.keycloak.compatibility.DirectGrantPolicyContext;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.federation.UserDirectories;
import org.apppasswords.keycloak.model.RejectionReason;
import org.apppasswords.keycloak.policy.ServiceAccess;
import org.apppasswords.keycloak.policy.ServiceDirectory;
import org.keycloak.OAuthErrorException;
import org.keycloak.authentication.AuthenticationFlowException;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.authentication.authenticators.browser.AbstractUsernameFormAuthenticator;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.AuthenticationFlowResolver;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;
import org.keycloak.services.Urls;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.AuthenticationSessionManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Runs the client's direct-grant flow without issuing a token. Makes the same checks before and after the flow as
 * Keycloak's {@code ResourceOwnerPasswordCredentialsGrantType}, in the same order and with the same events, up to the
 * point where that class creates a user session.
 */
final class DirectGrantFlow {

    /** The flow path that Keycloak's direct grant sets. */
    private static final String FLOW_PATH = "token";

    private final KeycloakSession session;
    private final EventBuilder event;
    private final ClientModel client;
    private final RealmModel realm;

    DirectGrantFlow(KeycloakSession session, EventBuilder event, ClientModel client) {
        this.session = session;
        this.event = event;
        this.client = client;
        this.realm = session.getContext().getRealm();
    }

    /**
     * Returns the user whose credentials these are, and writes an event in any case.
     *
     * @param grant the request with the user's credentials; empty if they are missing
     * @throws ApiError if the credentials are missing or wrong, or the client may not ask
     */
    AcceptedSignIn run(Optional<DirectGrantRequest> grant) {
        event.detail(Details.AUTH_METHOD, "oauth_credentials");
        requireService();
        requireNoConsent();
        if (grant.isEmpty()) {
            event.detail(Details.CREDENTIAL_TYPE, AppPasswordCredentialModel.TYPE);
            reject(Errors.INVALID_USER_CREDENTIALS, RejectionReason.NO_CREDENTIALS.code());
            throw invalidCredentials(OAuthErrorException.INVALID_REQUEST, "No credentials for HTTP Basic");
        }
        requireClientPolicies(grant.get());
        AuthenticationSessionModel authSession = createAuthenticationSession();
        try {
            return authenticate(grant.get(), authSession);
        } finally {
            new AuthenticationSessionManager(session).removeAuthenticationSession(realm, authSession, false);
        }
    }

    private AcceptedSignIn authenticate(HttpRequest grant, AuthenticationSessionModel authSession) {
        AuthenticationProcessor processor = new AuthenticationProcessor();
        processor
                .setAuthenticationSession(authSession)
                .setFlowId(AuthenticationFlowResolver.resolveDirectGrantFlow(authSession)
                        .getId())
                .setFlowPath(FLOW_PATH)
                .setConnection(session.getContext().getConnection())
                .setEventBuilder(event)
                .setRealm(realm)
                .setSession(session)
                .setUriInfo(session.getContext().getUri())
                .setRequest(grant);
        Response rejection = authenticateOnly(processor);
        if (rejection != null) {
            throw rejected(rejection);
        }
        UserModel user = authSession.getAuthenticatedUser();
        requireAccess(user);
        processor.evaluateRequiredActionTriggers();
        if (user.getRequiredActionsStream().findAny().isPresent()
                || !authSession.getRequiredActions().isEmpty()) {
            String description = "Account is not fully set up";
            reject(Errors.RESOLVE_REQUIRED_ACTIONS, description);
            throw invalidCredentials(OAuthErrorException.INVALID_GRANT, description);
        }
        String attempted = authSession.getAuthNote(AbstractUsernameFormAuthenticator.ATTEMPTED_USERNAME);
        event.user(user)
                .detail(Details.USERNAME, attempted == null ? user.getUsername() : attempted)
                .success();
        AuthenticationManager.logSuccess(session, authSession);
        return AcceptedSignIn.of(authSession);
    }

    // The step for app passwords has checked it, but another step of the flow, such as Keycloak's for the account
    // password, does not.
    private void requireAccess(UserModel user) {
        if (!ServiceAccess.mayUse(client, user)) {
            event.user(user);
            if (new UserDirectories(session, realm).isUnavailable(user)) {
                reject(Errors.INVALID_USER_CREDENTIALS, RejectionReason.USER_UNAVAILABLE.code());
                throw unavailable();
            }
            reject(Errors.INVALID_USER_CREDENTIALS, RejectionReason.ROLE_MISSING.code());
            throw invalidCredentials(OAuthErrorException.INVALID_GRANT, "Invalid user credentials");
        }
    }

    private Response authenticateOnly(AuthenticationProcessor processor) {
        try {
            return processor.authenticateOnly();
        } catch (AuthenticationFlowException e) {
            reject(Errors.INVALID_USER_CREDENTIALS, RejectionReason.NO_STEP.code());
            throw invalidCredentials(OAuthErrorException.INVALID_GRANT, "Invalid user credentials");
        }
    }

    // If a step reports any other error, the program can only correct it with other credentials.
    private static ApiError rejected(Response response) {
        if (response.getStatusInfo().getFamily() == Response.Status.Family.SERVER_ERROR) {
            return unavailable();
        }
        OAuth2ErrorRepresentation error = response.getEntity() instanceof OAuth2ErrorRepresentation representation
                ? representation
                : new OAuth2ErrorRepresentation(OAuthErrorException.INVALID_GRANT, "Invalid user credentials");
        return OAuthErrorException.UNAUTHORIZED_CLIENT.equals(error.getError())
                ? accessDenied(error.getError(), error.getErrorDescription())
                : invalidCredentials(error.getError(), error.getErrorDescription());
    }

    private static ApiError unavailable() {
        return ApiError.relayed(ErrorCode.BUSY, OAuthErrorException.SERVER_ERROR, "Cannot verify the credentials now");
    }

    // The only error that becomes a 401, because at a 401 a program asks its user for another password.
    private static ApiError invalidCredentials(String error, String description) {
        return ApiError.relayed(ErrorCode.INVALID_CREDENTIALS, error, description);
    }

    private static ApiError accessDenied(String error, String description) {
        return ApiError.relayed(ErrorCode.ACCESS_DENIED, error, description);
    }

    private void requireService() {
        if (!new ServiceDirectory(session).has(realm, client)) {
            reject(Errors.NOT_ALLOWED, RejectionReason.CLIENT_NOT_ELIGIBLE.code());
            throw accessDenied(OAuthErrorException.UNAUTHORIZED_CLIENT, "This client may not use app passwords");
        }
    }

    private void requireNoConsent() {
        if (client.isConsentRequired()) {
            String description = "Client requires user consent";
            reject(Errors.CONSENT_DENIED, description);
            throw accessDenied(OAuthErrorException.UNAUTHORIZED_CLIENT, description);
        }
    }

    private void requireClientPolicies(HttpRequest grant) {
        try {
            session.clientPolicy()
                    .triggerOnEvent(DirectGrantPolicyContext.of(session, grant.getDecodedFormParameters()));
        } catch (ClientPolicyException e) {
            event.detail(Details.CLIENT_POLICY_ERROR, e.getError());
            event.detail(Details.CLIENT_POLICY_ERROR_DETAIL, e.getErrorDetail());
            reject(e.getError(), Details.CLIENT_POLICY_ERROR);
            throw accessDenied(e.getError(), e.getErrorDetail());
        }
    }

    private AuthenticationSessionModel createAuthenticationSession() {
        AuthenticationSessionModel authSession = new AuthenticationSessionManager(session)
                .createAuthenticationSession(realm, false)
                .createAuthenticationSession(client);
        authSession.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
        authSession.setAction(AuthenticatedClientSessionModel.Action.AUTHENTICATE.name());
        authSession.setClientNote(
                OIDCLoginProtocol.ISSUER,
                Urls.realmIssuer(session.getContext().getUri().getBaseUri(), realm.getName()));
        TokenlessSignIn.mark(authSession);
        return authSession;
    }

    private void reject(String error, String reason) {
        event.detail(Details.REASON, reason).error(error);
    }
}
