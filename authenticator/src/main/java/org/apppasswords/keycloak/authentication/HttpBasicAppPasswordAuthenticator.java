package org.apppasswords.keycloak.authentication;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.flow.ClientAddress;
import org.apppasswords.keycloak.flow.FlowKind;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.model.RejectionReason;
import org.apppasswords.keycloak.rest.BasicChallenge;
import org.apppasswords.keycloak.secret.TypedPassword;
import org.apppasswords.keycloak.service.AppPasswords;
import org.apppasswords.keycloak.token.AppPasswordSession;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.authenticators.browser.AbstractUsernameFormAuthenticator;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Signs a user in by app password over HTTP Basic, for the two flows in which Keycloak itself does so by account
 * password: SAML ECP and the Docker registry. Every refusal is a 401 that asks for HTTP Basic, whatever its
 * reason, but for a server that cannot tell now.
 */
final class HttpBasicAppPasswordAuthenticator implements Authenticator {

    /** Event detail: the address of the program that signs in, where it is known. */
    private static final String ADDRESS_DETAIL = "app_password_address";

    private static final String SUPPORTED = "SAML ECP and Docker registry authentication";

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        FlowKind kind = FlowKind.of(context);
        if (kind != FlowKind.SAML_ECP && kind != FlowKind.DOCKER) {
            UnsupportedFlow.leave(context, SUPPORTED);
            return;
        }
        Optional<BasicCredentials> sent = BasicCredentials.read(
                context.getHttpRequest().getHttpHeaders().getRequestHeader(HttpHeaders.AUTHORIZATION));
        EventBuilder event = context.getEvent().detail(Details.CREDENTIAL_TYPE, AppPasswordCredentialModel.TYPE);
        if (sent.isEmpty()) {
            // How these protocols begin: asked without credentials, the server says which it wants.
            refuse(context, null, RejectionReason.NO_CREDENTIALS, Optional.empty());
            return;
        }
        KeycloakSession session = context.getSession();
        ClientModel client = context.getAuthenticationSession().getClient();
        Optional<String> address = ClientAddress.of(context);
        address.ifPresent(value -> event.detail(ADDRESS_DETAIL, value));
        String username = TypedUsername.read(sent.get().username());
        event.detail(Details.USERNAME, username);
        context.getAuthenticationSession().setAuthNote(AbstractUsernameFormAuthenticator.ATTEMPTED_USERNAME, username);
        Optional<RejectionReason> objection = NonInteractiveSignIn.objection(context);
        if (objection.isPresent()) {
            refuse(context, null, objection.get(), Optional.empty());
            return;
        }
        TypedPassword typed = TypedPassword.read(sent.get().password());
        FoundUser found = FoundUser.byNameOrEmail(session, context.getRealm(), username);
        AppPasswords appPasswords = new AppPasswords(session, context.getRealm());
        Attempt attempt = Attempt.of(appPasswords, found, typed, client.getClientId());
        if (attempt.isOtherInput()) {
            refuse(context, null, RejectionReason.NOT_APP_PASSWORD, Optional.empty());
            return;
        }
        Optional<RejectionReason> refusal =
                attempt.refusal().or(() -> NonInteractiveSignIn.objectionTo(context, found.user()));
        if (refusal.isPresent()) {
            refuse(context, found.user(), refusal.get(), attempt.entry());
            return;
        }
        AppPasswordEntry entry = attempt.entry().orElseThrow();
        accept(context, found.user(), entry);
        appPasswords.recordUse(found.user(), entry, client.getClientId(), address.orElse(null));
    }

    private static void accept(AuthenticationFlowContext context, UserModel user, AppPasswordEntry entry) {
        describe(context.getEvent(), entry);
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
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
        event.detail(Details.REASON, reason.code()).error(RejectionResponse.eventError(reason));
        if (reason.isTemporary()) {
            context.forceChallenge(
                    Response.status(Response.Status.SERVICE_UNAVAILABLE).build());
        } else {
            challenge(context);
        }
    }

    // Forced, as in a direct grant: no alternative gets to see the password, and no account is locked.
    private static void challenge(AuthenticationFlowContext context) {
        context.forceChallenge(Response.status(Response.Status.UNAUTHORIZED)
                .header(
                        HttpHeaders.WWW_AUTHENTICATE,
                        BasicChallenge.of(context.getRealm().getName()))
                .build());
    }

    private static void describe(EventBuilder event, AppPasswordEntry entry) {
        event.detail(Details.CREDENTIAL_ID, entry.id()).detail(Details.CREDENTIAL_USER_LABEL, entry.name());
    }

    @Override
    public void action(AuthenticationFlowContext context) {
        // HTTP Basic is one request; only flows with pages have actions.
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
