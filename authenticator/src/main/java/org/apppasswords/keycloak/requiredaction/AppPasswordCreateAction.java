package org.apppasswords.keycloak.requiredaction;

import org.apppasswords.keycloak.authcontext.AuthenticationTime;
import org.apppasswords.keycloak.authcontext.LevelTimes;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.policy.SecondFactors;
import org.keycloak.authentication.CredentialRegistrator;
import org.keycloak.authentication.InitiatedActionSupport;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.AuthenticationFlowResolver;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The required action that creates one app password: asks for its name and shows the secret once.
 *
 * <p>Only the one response contains the secret, and nothing that could restore it is stored. A user who reloads that
 * page, goes back, or has sent the form twice gets an explanation and can start over.
 */
final class AppPasswordCreateAction implements RequiredActionProvider, CredentialRegistrator {

    /** Maximum age that no existing sign-in meets, not even one in the current second. */
    private static final int NO_SIGN_IN = -1;

    @Override
    public InitiatedActionSupport initiatedActionSupport() {
        return InitiatedActionSupport.SUPPORTED;
    }

    /**
     * Returns the type of the user's second factor, whose level of authentication Keycloak then requires for this page.
     * An app password bypasses the second factor, so creating one must require it.
     */
    @Override
    public String getCredentialType(KeycloakSession session, AuthenticationSessionModel authSession) {
        RealmModel realm = authSession.getRealm();
        UserModel user = authSession.getAuthenticatedUser();
        if (user == null || !AppPasswordPolicy.of(realm).secondFactorRequired()) {
            return null;
        }
        return new SecondFactors(session, realm)
                .leveledType(user, AuthenticationFlowResolver.resolveBrowserFlow(authSession))
                .orElse(null);
    }

    /**
     * Returns the policy's maximum age. Keycloak's own parsing of the setting fails if it is not a number, and such a
     * value can be imported. Requires a new sign-in if Keycloak would inherit a second factor that is too old for this
     * page.
     */
    @Override
    public int getMaxAuthAge(KeycloakSession session) {
        // Keycloak is about to decide whether the user has to sign in again.
        FlowAuthenticationContext.noteStart(session);
        AuthenticationSessionModel authSession = session.getContext().getAuthenticationSession();
        AppPasswordPolicy policy = AppPasswordPolicy.of(session.getContext().getRealm());
        boolean stale = policy.secondFactorRequired()
                && authSession != null
                && authSession.getAuthenticatedUser() != null
                && new FlowSecondFactor(session, authSession).isStale();
        return stale ? NO_SIGN_IN : Math.toIntExact(policy.maxAuthAge().toSeconds());
    }

    /**
     * Records when the user authenticated, because Keycloak calls this method in every sign-in. Never triggers the
     * action: a required action on the user would block every direct grant.
     */
    @Override
    public void evaluateTriggers(RequiredActionContext context) {
        AuthenticationTime.record(context.getSession(), context.getAuthenticationSession());
        LevelTimes.noteSignIn(context.getAuthenticationSession());
    }

    @Override
    public void requiredActionChallenge(RequiredActionContext context) {
        new CreationController(context).start();
    }

    @Override
    public void processAction(RequiredActionContext context) {
        new CreationController(context).submit(context.getHttpRequest().getDecodedFormParameters());
    }

    @Override
    public void close() {}
}
