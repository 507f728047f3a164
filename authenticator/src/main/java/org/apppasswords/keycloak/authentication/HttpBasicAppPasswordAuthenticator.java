package org.apppasswords.keycloak.authentication;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.apppasswords.keycloak.flow.FlowKind;
import org.apppasswords.keycloak.model.RejectionReason;
import org.apppasswords.keycloak.rest.BasicChallenge;
import org.apppasswords.keycloak.secret.TypedPassword;
import org.apppasswords.keycloak.service.Verification;
import org.apppasswords.keycloak.service.VerificationResult;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.Authenticator;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Signs a user in by app password over HTTP Basic, for the two flows in which Keycloak itself does so by account
 * password: SAML ECP and the Docker registry. Every rejection is a 401 that asks for HTTP Basic, whatever its
 * reason, except for the {@linkplain RejectionReason#isTemporary() temporary} ones.
 */
final class HttpBasicAppPasswordAuthenticator implements Authenticator {

    private static final String SUPPORTED = "SAML ECP and Docker registry authentication";

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        FlowKind kind = FlowKind.of(context);
        if (kind != FlowKind.SAML_ECP && kind != FlowKind.DOCKER) {
            UnsupportedFlow.leave(context, SUPPORTED);
            return;
        }
        AppPasswordSignIn signIn = AppPasswordSignIn.of(context);
        Optional<BasicCredentials> sent = BasicCredentials.read(
                context.getHttpRequest().getHttpHeaders().getRequestHeader(HttpHeaders.AUTHORIZATION));
        if (sent.isEmpty()) {
            // Clients of these protocols begin without credentials, and learn from the challenge which are required.
            reject(signIn, RejectionReason.NO_CREDENTIALS);
            return;
        }
        String username = sent.get().username();
        signIn.describeRequest(Optional.of(username));
        Optional<RejectionReason> invalid = NonInteractiveSignIn.rejection(context);
        if (invalid.isPresent()) {
            reject(signIn, invalid.get());
            return;
        }
        Verification verification = signIn.verification();
        VerificationResult result =
                verification.verify(username, TypedPassword.read(sent.get().password()));
        Optional<RejectionReason> rejection =
                result.rejection().or(() -> NonInteractiveSignIn.rejection(context, result.user()));
        if (rejection.isPresent()) {
            signIn.describe(result);
            reject(signIn, rejection.get());
            return;
        }
        signIn.accept(verification, result);
    }

    private static void reject(AppPasswordSignIn signIn, RejectionReason reason) {
        signIn.writeRejection(reason);
        if (reason.isTemporary()) {
            signIn.context()
                    .forceChallenge(
                            Response.status(Response.Status.SERVICE_UNAVAILABLE).build());
        } else {
            challenge(signIn.context());
        }
    }

    // Forced, as in a direct grant: no alternative sees the password, and no account is locked.
    private static void challenge(AuthenticationFlowContext context) {
        context.forceChallenge(Response.status(Response.Status.UNAUTHORIZED)
                .header(
                        HttpHeaders.WWW_AUTHENTICATE,
                        BasicChallenge.of(context.getRealm().getName()))
                .build());
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
        // One instance serves all requests and holds no resources.
    }
}
