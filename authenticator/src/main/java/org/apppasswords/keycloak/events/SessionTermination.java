package org.apppasswords.keycloak.events;

import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.token.AppPasswordSession;
import org.apppasswords.keycloak.transaction.AfterCommit;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Ends the sessions that were created with a removed app password. */
final class SessionTermination implements CredentialReaction {

    private final KeycloakSession session;

    SessionTermination(KeycloakSession session) {
        this.session = session;
    }

    /** Also ends sessions if the type is unknown, because sessions created with another credential are not affected. */
    @Override
    public void react(RealmModel realm, UserModel user, EventCredential credential) {
        if (credential.type().isEmpty() || credential.isOfType(AppPasswordCredentialModel.TYPE)) {
            credential.id().ifPresent(credentialId -> {
                endSessions(session, realm, user, credentialId);
                endSessionsAfterCommit(realm.getId(), user.getId(), credentialId);
            });
        }
    }

    // A sign-in during the revocation may store its session after the first look.
    private void endSessionsAfterCommit(String realmId, String userId, String credentialId) {
        KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
        String what = "end the sessions of user " + userId + " that the revoked app password " + credentialId
                + " has opened meanwhile, which must be done by hand";
        AfterCommit.run(
                session,
                what,
                () -> KeycloakModelUtils.runJobInTransaction(factory, inner -> {
                    RealmModel realm = inner.realms().getRealm(realmId);
                    inner.getContext().setRealm(realm);
                    UserModel user = realm == null ? null : inner.users().getUserById(realm, userId);
                    if (user != null) {
                        endSessions(inner, realm, user, credentialId);
                    }
                }));
    }

    private static void endSessions(KeycloakSession session, RealmModel realm, UserModel user, String credentialId) {
        session.sessions()
                .getUserSessionsStream(realm, user)
                .filter(userSession -> wasCreatedWith(credentialId, userSession))
                .toList()
                .forEach(userSession -> session.sessions().removeUserSession(realm, userSession));
    }

    private static boolean wasCreatedWith(String credentialId, UserSessionModel userSession) {
        return AppPasswordSession.credentialId(userSession)
                .filter(credentialId::equals)
                .isPresent();
    }
}
