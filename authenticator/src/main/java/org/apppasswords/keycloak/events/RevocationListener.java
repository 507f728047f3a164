package org.apppasswords.keycloak.events;

import java.util.Map;
import org.apppasswords.keycloak.authentication.AppPasswordSession;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Ends the sessions that were born from an app password when it is revoked. */
final class RevocationListener implements EventListenerProvider {

    private final KeycloakSession session;

    RevocationListener(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(Event event) {
        if (event.getType() != EventType.REMOVE_CREDENTIAL || event.getError() != null || event.getDetails() == null) {
            return;
        }
        endSessions(event.getRealmId(), event.getUserId(), event.getDetails());
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        if (event.getError() != null || event.getDetails() == null) {
            return;
        }
        AdminRevocation.userId(event).ifPresent(userId -> endSessions(event.getRealmId(), userId, event.getDetails()));
    }

    @Override
    public void close() {
        // Holds nothing but the request's session.
    }

    private void endSessions(String realmId, String userId, Map<String, String> details) {
        if (!AppPasswordCredentialModel.TYPE.equals(details.get(Details.CREDENTIAL_TYPE))) {
            return;
        }
        // The deprecated account API names the credential by the second key.
        String credentialId = details.getOrDefault(Details.CREDENTIAL_ID, details.get(Details.SELECTED_CREDENTIAL_ID));
        RealmModel realm = session.realms().getRealm(realmId);
        UserModel user =
                realm == null || userId == null ? null : session.users().getUserById(realm, userId);
        if (user == null || credentialId == null) {
            return;
        }
        endSessions(session, realm, user, credentialId);
        endSessionsAfterCommit(realmId, userId, credentialId);
    }

    // Once more when the revocation is committed: one that was stored in between was not there to be seen before.
    private void endSessionsAfterCommit(String realmId, String userId, String credentialId) {
        KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                KeycloakModelUtils.runJobInTransaction(factory, inner -> {
                    RealmModel realm = inner.realms().getRealm(realmId);
                    inner.getContext().setRealm(realm);
                    UserModel user = realm == null ? null : inner.users().getUserById(realm, userId);
                    if (user != null) {
                        endSessions(inner, realm, user, credentialId);
                    }
                });
            }

            @Override
            protected void rollbackImpl() {
                // Nothing was revoked.
            }
        });
    }

    private static void endSessions(KeycloakSession session, RealmModel realm, UserModel user, String credentialId) {
        session.sessions()
                .getUserSessionsStream(realm, user)
                .filter(userSession -> isBornFrom(userSession, credentialId))
                .toList()
                .forEach(userSession -> session.sessions().removeUserSession(realm, userSession));
    }

    private static boolean isBornFrom(UserSessionModel userSession, String credentialId) {
        return AppPasswordSession.credentialId(userSession)
                .filter(credentialId::equals)
                .isPresent();
    }
}
