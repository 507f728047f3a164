package org.apppasswords.keycloak.authentication;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apppasswords.keycloak.compatibility.KeycloakVersion;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.flow.ClientAddress;
import org.apppasswords.keycloak.flow.ClientProtocol;
import org.apppasswords.keycloak.flow.FlowKind;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.model.RejectionReason;
import org.apppasswords.keycloak.secret.TypedPassword;
import org.apppasswords.keycloak.service.AppPasswords;
import org.apppasswords.keycloak.token.AppPasswordSession;
import org.apppasswords.keycloak.token.AppPasswordTokenMapper;
import org.apppasswords.keycloak.token.ClientPrivileges;
import org.apppasswords.keycloak.token.PersistentSession;
import org.apppasswords.keycloak.token.PrivilegedClientLog;
import org.keycloak.OAuth2Constants;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.authenticators.browser.AbstractUsernameFormAuthenticator;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
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

    /** Event detail: the address of the program that signs in, where it is known. */
    private static final String ADDRESS_DETAIL = "app_password_address";

    /** Event detail: the protocol that it signs in with, where the bridge tells it. */
    private static final String PROTOCOL_DETAIL = "app_password_protocol";

    private static final String SUPPORTED = "direct grants";

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        if (FlowKind.of(context) != FlowKind.DIRECT_GRANT) {
            UnsupportedFlow.leave(context, SUPPORTED);
            return;
        }
        DirectGrantConfig config = DirectGrantConfig.of(context.getAuthenticatorConfig());
        MultivaluedMap<String, String> form = context.getHttpRequest().getDecodedFormParameters();
        String password = form.getFirst(CredentialRepresentation.PASSWORD);
        TypedPassword typed = TypedPassword.read(password);
        String username = TypedUsername.read(form.getFirst(AuthenticationManager.FORM_USERNAME));
        boolean eligible = isEligible(context, config);
        Optional<Attempt> attempt = eligible ? attempt(context, typed, username) : Optional.empty();
        if (!typed.isAppShaped()
                && config.nextOnOtherInput()
                && context.getExecution().isAlternative()
                && attempt.map(Attempt::isOtherInput).orElse(true)) {
            context.attempted();
            return;
        }

        Optional<String> address = ClientAddress.of(context);
        EventBuilder event = context.getEvent().detail(Details.CREDENTIAL_TYPE, AppPasswordCredentialModel.TYPE);
        address.ifPresent(value -> event.detail(ADDRESS_DETAIL, value));
        ClientProtocol.of(context).ifPresent(value -> event.detail(PROTOCOL_DETAIL, value));

        if (!eligible) {
            reason(event, RejectionReason.CLIENT_NOT_ELIGIBLE);
            RejectionResponse.CLIENT_NOT_ELIGIBLE.send(context);
            return;
        }
        if (context.getUser() == null && (username == null || username.isEmpty())) {
            RejectionResponse.NO_USERNAME.send(context);
            return;
        }
        if (username != null) {
            event.detail(Details.USERNAME, username);
            context.getAuthenticationSession()
                    .setAuthNote(AbstractUsernameFormAuthenticator.ATTEMPTED_USERNAME, username);
        }
        if (password == null) {
            RejectionResponse.NO_PASSWORD.send(context);
            return;
        }
        decide(context, config, attempt.orElseThrow(), address);
    }

    // Before anything is written into the event: what is left to the next alternative leaves no trace.
    private static Optional<Attempt> attempt(AuthenticationFlowContext context, TypedPassword typed, String username) {
        ClientModel client = context.getAuthenticationSession().getClient();
        boolean named = context.getUser() != null || (username != null && !username.isEmpty());
        if (!named) {
            return Optional.empty();
        }
        FoundUser found = context.getUser() == null
                ? FoundUser.byNameOrEmail(context.getSession(), context.getRealm(), username)
                : FoundUser.of(context.getSession(), context.getRealm(), context.getUser());
        AppPasswords appPasswords = new AppPasswords(context.getSession(), context.getRealm());
        return Optional.of(Attempt.of(appPasswords, found, typed, client.getClientId()));
    }

    private static void decide(
            AuthenticationFlowContext context, DirectGrantConfig config, Attempt attempt, Optional<String> address) {
        if (attempt.isOtherInput()) {
            reason(context.getEvent(), RejectionReason.NOT_APP_PASSWORD);
            RejectionResponse.NOT_APP_PASSWORD.send(context);
            return;
        }
        UserModel user = attempt.found().user();
        Optional<RejectionReason> refusal = attempt.refusal();
        if (refusal.isPresent()) {
            refuse(context, user, refusal.get(), attempt.entry());
            return;
        }
        AppPasswordEntry entry = attempt.entry().orElseThrow();
        accept(context, config, user, entry);
        new AppPasswords(context.getSession(), context.getRealm())
                .recordUse(
                        user,
                        entry,
                        context.getAuthenticationSession().getClient().getClientId(),
                        address.orElse(null));
    }

    private static boolean isEligible(AuthenticationFlowContext context, DirectGrantConfig config) {
        ClientModel client = context.getAuthenticationSession().getClient();
        return (!client.isPublicClient() || config.publicClientsAllowed())
                && !ClientPrivileges.alwaysOffline(client)
                && !couldRegisterClients(context.getSession(), client)
                && !couldIssueUnrestrictedToken(context);
    }

    // Without the mapper, a token can be good for any API that checks JWTs by itself.
    private static boolean couldIssueUnrestrictedToken(AuthenticationFlowContext context) {
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        ClientModel client = authSession.getClient();
        if (TokenlessSignIn.isMarked(authSession) || AppPasswordTokenMapper.isAppliedBy(client)) {
            return false;
        }
        PrivilegedClientLog.tell(
                client,
                "no token is issued",
                "it lacks the mapper " + AppPasswordTokenMapper.PROVIDER_ID
                        + ", which restricts its tokens: add the mapper to the client, or run set-up for it");
        return true;
    }

    // Keycloak may not look for the session of a token that registers clients: then it must carry no role for that.
    private static boolean couldRegisterClients(KeycloakSession session, ClientModel client) {
        if (KeycloakVersion.current().registersClientsWithSessionsOnly()) {
            return false;
        }
        Optional<String> objection = ClientPrivileges.objectionToScope(session, client);
        objection.ifPresent(words ->
                PrivilegedClientLog.tell(client, "before Keycloak 26.7.1, app passwords are not accepted", words));
        return objection.isPresent();
    }

    private static void accept(
            AuthenticationFlowContext context, DirectGrantConfig config, UserModel user, AppPasswordEntry entry) {
        describe(context.getEvent(), entry);
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        if (storesSession(context.getSession(), config, authSession.getClient())) {
            // The user session takes its id from the authentication session.
            PersistentSession.endIfRevokedMeanwhile(
                    context.getSession(), authSession.getParentSession().getId(), user, entry);
        } else {
            authSession.setClientNote(
                    AuthenticationManager.USER_SESSION_PERSISTENT_STATE, SessionPersistenceState.TRANSIENT.toString());
        }
        dropOfflineAccess(authSession);
        AppPasswordSession.mark(authSession, entry);
        context.setUser(user);
        context.success(AppPasswordCredentialModel.TYPE);
    }

    private static void refuse(
            AuthenticationFlowContext context,
            UserModel user,
            RejectionReason reason,
            Optional<AppPasswordEntry> entry) {
        EventBuilder event = context.getEvent();
        if (user != null) {
            event.user(user);
        }
        entry.ifPresent(matched -> describe(event, matched));
        reason(event, reason);
        RejectionResponse.ofUser(reason).send(context);
    }

    private static boolean storesSession(KeycloakSession session, DirectGrantConfig config, ClientModel client) {
        if (!config.persistentSession()) {
            return false;
        }
        Optional<String> objection = PersistentSession.objection(session, client);
        objection.ifPresent(words -> PrivilegedClientLog.tell(client, "the session stays transient", words));
        return objection.isEmpty();
    }

    // The client's scopes are worked out after the flow, from this note.
    private static void dropOfflineAccess(AuthenticationSessionModel authSession) {
        String scope = authSession.getClientNote(OIDCLoginProtocol.SCOPE_PARAM);
        if (scope != null) {
            String kept = Arrays.stream(scope.split(" ", -1))
                    .filter(word -> !OAuth2Constants.OFFLINE_ACCESS.equals(word))
                    .collect(Collectors.joining(" "));
            authSession.setClientNote(OIDCLoginProtocol.SCOPE_PARAM, kept);
        }
    }

    private static void describe(EventBuilder event, AppPasswordEntry entry) {
        event.detail(Details.CREDENTIAL_ID, entry.id()).detail(Details.CREDENTIAL_USER_LABEL, entry.name());
    }

    private static void reason(EventBuilder event, RejectionReason reason) {
        event.detail(Details.REASON, reason.code());
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
        // Shared by all requests: holds nothing.
    }
}
