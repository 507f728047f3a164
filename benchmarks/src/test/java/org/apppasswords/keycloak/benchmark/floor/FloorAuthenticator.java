package org.apppasswords.keycloak.benchmark.floor;

import jakarta.ws.rs.core.MultivaluedMap;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.authenticators.browser.AbstractUsernameFormAuthenticator;
import org.keycloak.events.Details;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel.SessionPersistenceState;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The minimum of any direct-grant authenticator: finds the user, and sets the same notes as ours. It accepts any
 * password. The additional cost of ours is the cost of the check.
 */
final class FloorAuthenticator implements Authenticator {

    private static final String TYPE = "app-password";

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        MultivaluedMap<String, String> form = context.getHttpRequest().getDecodedFormParameters();
        String username = form.getFirst(AuthenticationManager.FORM_USERNAME);
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        authSession.setAuthNote(AbstractUsernameFormAuthenticator.ATTEMPTED_USERNAME, username);
        UserModel user = KeycloakModelUtils.findUserByNameOrEmail(context.getSession(), context.getRealm(), username);
        context.getEvent()
                .detail(Details.CREDENTIAL_TYPE, TYPE)
                .detail(Details.USERNAME, username)
                .detail(Details.CREDENTIAL_ID, user.getId())
                .detail(Details.CREDENTIAL_USER_LABEL, "Floor");
        authSession.setClientNote(
                AuthenticationManager.USER_SESSION_PERSISTENT_STATE, SessionPersistenceState.TRANSIENT.toString());
        authSession.setUserSessionNote("app_password_id", user.getId());
        authSession.setUserSessionNote("app_password_name", "Floor");
        context.setUser(user);
        context.success(TYPE);
    }

    @Override
    public void action(AuthenticationFlowContext context) {
        // A direct grant is one request.
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
        // None.
    }

    @Override
    public void close() {
        // Shared by all requests.
    }
}
