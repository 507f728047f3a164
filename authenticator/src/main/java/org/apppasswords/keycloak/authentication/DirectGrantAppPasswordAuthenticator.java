package org.apppasswords.keycloak.authentication;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apppasswords.keycloak.flow.FlowKind;
import org.apppasswords.keycloak.model.RejectionReason;
import org.apppasswords.keycloak.model.TypedUsername;
import org.apppasswords.keycloak.secret.TypedPassword;
import org.apppasswords.keycloak.service.Verification;
import org.apppasswords.keycloak.service.VerificationResult;
import org.apppasswords.keycloak.token.PersistentSession;
import org.apppasswords.keycloak.token.PrivilegedClientLog;
import org.keycloak.OAuth2Constants;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.Authenticator;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel.SessionPersistenceState;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Signs a user in by app password in a direct grant (RFC 6749, section 4.3). Can be the only execution of its flow: it
 * finds the user itself, unless an earlier execution did.
 */
final class DirectGrantAppPasswordAuthenticator implements Authenticator {

    private static final String SUPPORTED = "direct grants";

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        if (FlowKind.of(context) != FlowKind.DIRECT_GRANT) {
            UnsupportedFlow.leave(context, SUPPORTED);
            return;
        }
        DirectGrantConfig config = DirectGrantConfig.of(context.getAuthenticatorConfig());
        MultivaluedMap<String, String> form = context.getHttpRequest().getDecodedFormParameters();
        String sentUsername = form.getFirst(AuthenticationManager.FORM_USERNAME);
        String username = TypedUsername.read(sentUsername);
        String password = form.getFirst(CredentialRepresentation.PASSWORD);
        TypedPassword typed = TypedPassword.read(password);
        AppPasswordSignIn signIn = AppPasswordSignIn.of(context);

        // Until the step decides whether to leave the input to the next alternative, it does not write into the event.
        boolean nextOnOtherInput = !typed.isAppShaped()
                && config.nextOnOtherInput()
                && context.getExecution().isAlternative();
        boolean eligible =
                ClientEligibility.isEligible(context.getSession(), context.getAuthenticationSession(), config);
        Optional<RejectionResponse> invalid = eligible
                ? missingParameter(context, sentUsername, password).or(() -> blank(context, username))
                : Optional.of(RejectionResponse.of(RejectionReason.CLIENT_NOT_ELIGIBLE));
        if (invalid.isPresent()) {
            if (nextOnOtherInput) {
                context.attempted();
                return;
            }
            signIn.describeRequest(Optional.ofNullable(username).filter(name -> eligible && !name.isEmpty()));
            invalid.get().send(context);
            return;
        }
        Verification verification = signIn.verification();
        VerificationResult result = context.getUser() == null
                ? verification.verify(username, typed)
                : verification.verify(context.getUser(), typed);
        if (nextOnOtherInput && result.isOtherInput()) {
            context.attempted();
            return;
        }
        signIn.describeRequest(Optional.ofNullable(username));
        if (result.rejection().isPresent()) {
            signIn.describe(result);
            RejectionResponse.of(result.rejection().get()).send(context);
            return;
        }
        prepareSession(context, config, result);
        signIn.accept(verification, result);
    }

    private static Optional<RejectionResponse> missingParameter(
            AuthenticationFlowContext context, String username, String password) {
        if (context.getUser() == null && (username == null || username.isEmpty())) {
            return Optional.of(RejectionResponse.NO_USERNAME);
        }
        return password == null ? Optional.of(RejectionResponse.NO_PASSWORD) : Optional.empty();
    }

    // White space is a wrong name, not a missing parameter: a bridge reports the latter as a temporary failure.
    private static Optional<RejectionResponse> blank(AuthenticationFlowContext context, String username) {
        return context.getUser() == null && username.isEmpty()
                ? Optional.of(RejectionResponse.of(RejectionReason.USER_NOT_FOUND))
                : Optional.empty();
    }

    private static void prepareSession(
            AuthenticationFlowContext context, DirectGrantConfig config, VerificationResult accepted) {
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        if (storesSession(context.getSession(), config, authSession.getClient())) {
            // The user session gets its ID from the authentication session.
            PersistentSession.endIfRevokedMeanwhile(
                    context.getSession(),
                    authSession.getParentSession().getId(),
                    accepted.user(),
                    authSession.getClient(),
                    accepted.credential().orElseThrow().getId());
        } else {
            authSession.setClientNote(
                    AuthenticationManager.USER_SESSION_PERSISTENT_STATE, SessionPersistenceState.TRANSIENT.toString());
        }
        dropOfflineAccess(authSession);
    }

    private static boolean storesSession(KeycloakSession session, DirectGrantConfig config, ClientModel client) {
        if (!config.persistentSession()) {
            return false;
        }
        Optional<String> violation = PersistentSession.violation(session, client);
        violation.ifPresent(words -> PrivilegedClientLog.warn(client, "the session stays transient", words));
        return violation.isEmpty();
    }

    // Keycloak determines the client's scopes after the flow, from this note.
    private static void dropOfflineAccess(AuthenticationSessionModel authSession) {
        String scope = authSession.getClientNote(OIDCLoginProtocol.SCOPE_PARAM);
        if (scope != null) {
            String kept = Arrays.stream(scope.split(" ", -1))
                    .filter(word -> !OAuth2Constants.OFFLINE_ACCESS.equals(word))
                    .collect(Collectors.joining(" "));
            authSession.setClientNote(OIDCLoginProtocol.SCOPE_PARAM, kept);
        }
    }

    @Override
    public void action(AuthenticationFlowContext context) {
        // A direct grant is one request; only flows with pages have actions.
        UnsupportedFlow.leave(context, SUPPORTED);
    }

    @Override
    public boolean requiresUser() {
        return false;
    }

    @Override
    public boolean configuredFor(KeycloakSession session, RealmModel realm, UserModel user) {
        return true;
    }

    @Override
    public void setRequiredActions(KeycloakSession session, RealmModel realm, UserModel user) {
        // Required actions need a browser.
    }

    @Override
    public void close() {
        // One instance serves all requests and holds no resources.
    }
}
