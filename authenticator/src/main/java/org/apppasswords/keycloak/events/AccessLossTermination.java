package org.apppasswords.keycloak.events;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apppasswords.keycloak.policy.AllowedRole;
import org.apppasswords.keycloak.policy.ClientQuery;
import org.apppasswords.keycloak.service.Access;
import org.apppasswords.keycloak.token.AppPasswordSession;
import org.apppasswords.keycloak.transaction.AfterCommit;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Ends the sessions of app passwords whose users may no longer use the service, after an administrator has changed
 * roles, groups or the client. If the change concerns one user, this looks at the sessions of that user. Otherwise the
 * role can be lost in many ways, so this looks at all sessions of the services that require one. A change in a directory
 * does not cause an event; the next refresh of the session finds it.
 */
final class AccessLossTermination implements AdminEventReaction {

    private static final String CHANGES = "app-passwords.access-changes.";

    private static final int MAX_SERVICES = 1000;

    private final KeycloakSession session;

    AccessLossTermination(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void react(RealmModel realm, AdminEvent event) {
        AccessChange.of(event).ifPresent(change -> changes(realm.getId()).add(change));
    }

    /** The distinct changes of one request, so that a request with many events looks once at each session. */
    private record Changes(Set<AccessChange> changes) {

        void add(AccessChange change) {
            changes.add(change);
        }

        boolean concernAllUsers() {
            return changes.stream().anyMatch(change -> change.userId().isEmpty());
        }

        Stream<String> userIds() {
            return changes.stream().flatMap(change -> change.userId().stream());
        }
    }

    private Changes changes(String realmId) {
        String key = CHANGES + realmId;
        if (session.getAttribute(key) instanceof Changes earlier) {
            return earlier;
        }
        Changes changes = new Changes(new LinkedHashSet<>());
        session.setAttribute(key, changes);
        KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
        AfterCommit.run(
                session,
                "end the sessions of app passwords whose users have lost a role; they end at their next refresh",
                () -> {
                    // A later transaction of the same request starts anew.
                    session.removeAttribute(key);
                    KeycloakModelUtils.runJobInTransaction(factory, inner -> endSessions(inner, realmId, changes));
                });
        return changes;
    }

    private static void endSessions(KeycloakSession session, String realmId, Changes changes) {
        RealmModel realm = session.realms().getRealm(realmId);
        if (realm == null) {
            return;
        }
        session.getContext().setRealm(realm);
        if (changes.concernAllUsers()) {
            ClientQuery.byAttribute(session, realm, AllowedRole.ATTRIBUTE, MAX_SERVICES)
                    .toList()
                    .forEach(service -> endSessions(session, realm, service));
        } else {
            changes.userIds().forEach(userId -> endSessions(session, realm, userId));
        }
    }

    private static void endSessions(KeycloakSession session, RealmModel realm, String userId) {
        UserModel user = session.users().getUserById(realm, userId);
        if (user != null) {
            end(
                    session,
                    realm,
                    session.sessions().getUserSessionsStream(realm, user),
                    userSession -> userSession.getAuthenticatedClientSessions().values().stream()
                            .map(AuthenticatedClientSessionModel::getClient)
                            .filter(AllowedRole::isRequiredBy)
                            .anyMatch(service -> hasLostAccess(session, realm, service, user)));
        }
    }

    // Newer versions deprecate this method, and Keycloak 26.4 lacks the one that replaces it.
    @SuppressWarnings("removal")
    private static void endSessions(KeycloakSession session, RealmModel realm, ClientModel service) {
        end(
                session,
                realm,
                session.sessions().getUserSessionsStream(realm, service),
                userSession ->
                        userSession.getUser() != null && hasLostAccess(session, realm, service, userSession.getUser()));
    }

    private static void end(
            KeycloakSession session,
            RealmModel realm,
            Stream<UserSessionModel> userSessions,
            Predicate<UserSessionModel> hasLostAccess) {
        userSessions
                .filter(userSession ->
                        AppPasswordSession.credentialId(userSession).isPresent())
                .filter(hasLostAccess)
                .toList()
                .forEach(userSession -> session.sessions().removeUserSession(realm, userSession));
    }

    private static boolean hasLostAccess(
            KeycloakSession session, RealmModel realm, ClientModel service, UserModel user) {
        return Access.of(session, realm, service, user) == Access.DENIED;
    }
}
