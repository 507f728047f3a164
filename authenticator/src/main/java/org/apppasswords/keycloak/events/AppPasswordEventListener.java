package org.apppasswords.keycloak.events;

import java.util.Map;
import java.util.Set;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.policy.SecondFactors;
import org.apppasswords.keycloak.requiredaction.CreationOffer;
import org.apppasswords.keycloak.service.AppPasswords;
import org.apppasswords.keycloak.token.AppPasswordSession;
import org.apppasswords.keycloak.transaction.AfterCommit;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Ends the sessions that were born from an app password when it is revoked, and revokes where the policy says so: when
 * the account password changes, or the last second factor goes.
 */
final class AppPasswordEventListener implements EventListenerProvider {

    private static final Set<EventType> CREDENTIAL_EVENTS =
            Set.of(EventType.REMOVE_CREDENTIAL, EventType.UPDATE_CREDENTIAL);

    private final KeycloakSession session;

    AppPasswordEventListener(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(Event event) {
        // First what needs no look-up: every sign-in comes by here.
        if (!CREDENTIAL_EVENTS.contains(event.getType())
                || event.getError() != null
                || event.getDetails() == null
                || event.getUserId() == null) {
            return;
        }
        RealmModel realm = session.realms().getRealm(event.getRealmId());
        UserModel user = realm == null ? null : session.users().getUserById(realm, event.getUserId());
        if (user == null) {
            return;
        }
        if (event.getType() == EventType.REMOVE_CREDENTIAL) {
            onRemoval(realm, user, event.getDetails());
        } else {
            onUpdate(realm, user, event.getDetails());
        }
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        RealmModel realm = session.realms().getRealm(event.getRealmId());
        if (realm == null || event.getError() != null) {
            return;
        }
        new PasswordChangeEvents(session).onEvent(realm, event);
        new ClientNetworksCheck(session).onEvent(realm, event);
        new FlowPlacementCheck(session).onEvent(realm, event);
        AdminRevocation.of(event).ifPresent(revocation -> onRevocation(realm, revocation, event.getDetails()));
    }

    private void onRevocation(RealmModel realm, AdminRevocation revocation, Map<String, String> details) {
        UserModel user = session.users().getUserById(realm, revocation.userId());
        if (user == null) {
            return;
        }
        if (details == null) {
            // Before 26.7, Keycloak does not tell what was removed. An app password it may have been.
            endSessionsBornFrom(realm, user, revocation.credentialId());
        } else {
            onRemoval(realm, user, details);
            tell(realm, user, details);
        }
    }

    @Override
    public void close() {
        // Holds nothing but the request's session.
    }

    private void onUpdate(RealmModel realm, UserModel user, Map<String, String> details) {
        new PasswordChangeEvents(session).onUpdate(realm, user, details);
        String type = details.get(Details.CREDENTIAL_TYPE);
        if (SecondFactors.isType(type)) {
            CreationOffer.afterSetUp(session, realm, user, type);
        }
    }

    private void tell(RealmModel realm, UserModel user, Map<String, String> details) {
        if (AppPasswordCredentialModel.TYPE.equals(details.get(Details.CREDENTIAL_TYPE))) {
            String name = details.getOrDefault(Details.CREDENTIAL_USER_LABEL, "");
            new AppPasswords(session, realm).tellOfRevocationByAdministrator(user, name);
        }
    }

    private void onRemoval(RealmModel realm, UserModel user, Map<String, String> details) {
        new SecondFactorRemovalEvents(session).onRemoval(realm, user, details);
        if (AppPasswordCredentialModel.TYPE.equals(details.get(Details.CREDENTIAL_TYPE))) {
            // The deprecated account API names the credential by the second key.
            String credentialId =
                    details.getOrDefault(Details.CREDENTIAL_ID, details.get(Details.SELECTED_CREDENTIAL_ID));
            if (credentialId != null) {
                endSessionsBornFrom(realm, user, credentialId);
            }
        }
    }

    private void endSessionsBornFrom(RealmModel realm, UserModel user, String credentialId) {
        endSessions(session, realm, user, credentialId);
        endSessionsAfterCommit(realm.getId(), user.getId(), credentialId);
    }

    // Once more when the revocation is committed: one that was stored in between was not there to be seen before.
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
