package org.apppasswords.keycloak.events;

import java.util.Set;
import org.apppasswords.keycloak.policy.AllowedRole;
import org.apppasswords.keycloak.policy.ClientQuery;
import org.apppasswords.keycloak.policy.ServiceAccess;
import org.apppasswords.keycloak.token.AppPasswordSession;
import org.apppasswords.keycloak.transaction.AfterCommit;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Ends the sessions of app passwords whose users may no longer use the service, after an administrator has changed
 * roles, groups or the client. The role can be lost in many ways, so this looks at all sessions of the services that
 * require one. A change in a directory does not cause an event; the next refresh of the session finds it.
 */
final class AccessLossTermination implements AdminEventReaction {

    /** What a user can get a role through, and the client whose attribute names the role. */
    private static final Set<ResourceType> CAUSES = Set.of(
            ResourceType.REALM_ROLE,
            ResourceType.CLIENT_ROLE,
            ResourceType.REALM_ROLE_MAPPING,
            ResourceType.CLIENT_ROLE_MAPPING,
            ResourceType.GROUP,
            ResourceType.GROUP_MEMBERSHIP,
            ResourceType.CLIENT,
            ResourceType.REALM);

    private static final int MAX_SERVICES = 1000;

    private final KeycloakSession session;

    AccessLossTermination(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void react(RealmModel realm, AdminEvent event) {
        if (event.getResourceType() != null
                && event.getOperationType() != OperationType.CREATE
                && CAUSES.contains(event.getResourceType())) {
            KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
            String realmId = realm.getId();
            AfterCommit.run(
                    session,
                    "end the sessions of app passwords whose users have lost a role; they end at their next refresh",
                    () -> KeycloakModelUtils.runJobInTransaction(factory, inner -> endSessions(inner, realmId)));
        }
    }

    private static void endSessions(KeycloakSession session, String realmId) {
        RealmModel realm = session.realms().getRealm(realmId);
        if (realm == null) {
            return;
        }
        session.getContext().setRealm(realm);
        ClientQuery.byAttribute(session, realm, AllowedRole.ATTRIBUTE, MAX_SERVICES)
                .toList()
                .forEach(service -> endSessions(session, realm, service));
    }

    // Newer versions deprecate this method, and Keycloak 26.4 lacks the one that replaces it.
    @SuppressWarnings("removal")
    private static void endSessions(KeycloakSession session, RealmModel realm, ClientModel service) {
        session.sessions()
                .getUserSessionsStream(realm, service)
                .filter(userSession ->
                        AppPasswordSession.credentialId(userSession).isPresent())
                .filter(userSession -> hasLostAccess(service, userSession))
                .toList()
                .forEach(userSession -> session.sessions().removeUserSession(realm, userSession));
    }

    private static boolean hasLostAccess(ClientModel service, UserSessionModel userSession) {
        UserModel user = userSession.getUser();
        return user != null && !ServiceAccess.mayUse(service, user);
    }
}
