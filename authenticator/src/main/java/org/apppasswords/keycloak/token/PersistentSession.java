package org.apppasswords.keycloak.token;

import java.util.Optional;
import org.apppasswords.keycloak.service.AppPasswords;
import org.apppasswords.keycloak.transaction.AfterCommit;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * A stored session that an app password started. A revocation ends the sessions that it finds; a session that is stored
 * at the same moment checks by itself whether the app password still exists.
 */
public final class PersistentSession {

    private PersistentSession() {}

    /** Returns why a client may not store sessions of app passwords, for the log; empty if it may. */
    public static Optional<String> violation(KeycloakSession session, ClientModel client) {
        if (ClientPrivileges.alwaysOffline(client)) {
            return Optional.of("offline_access is one of its default client scopes");
        }
        return AppPasswordTokenMapper.isAppliedBy(client)
                ? ClientPrivileges.violation(session, client)
                : Optional.of(
                        "it lacks the mapper " + AppPasswordTokenMapper.PROVIDER_ID + ", which restricts its tokens");
    }

    /**
     * Ends the session after the sign-in is committed, if the app password no longer exists then. If the check fails,
     * the sign-in fails: the client must not get a token of a session that a revocation may have missed.
     */
    public static void endIfRevokedMeanwhile(
            KeycloakSession session, String sessionId, UserModel user, String credentialId) {
        KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
        String realmId = session.getContext().getRealm().getId();
        String userId = user.getId();
        AfterCommit.require(
                session,
                "check whether the app password of a new session still exists",
                () -> KeycloakModelUtils.runJobInTransaction(
                        factory, inner -> endIfGone(inner, realmId, sessionId, userId, credentialId)));
    }

    private static void endIfGone(
            KeycloakSession session, String realmId, String sessionId, String userId, String credentialId) {
        RealmModel realm = session.realms().getRealm(realmId);
        session.getContext().setRealm(realm);
        UserModel user = session.users().getUserById(realm, userId);
        if (user != null && new AppPasswords(session, realm).exists(user, credentialId)) {
            return;
        }
        UserSessionModel userSession = session.sessions().getUserSession(realm, sessionId);
        if (userSession != null) {
            session.sessions().removeUserSession(realm, userSession);
        }
    }
}
