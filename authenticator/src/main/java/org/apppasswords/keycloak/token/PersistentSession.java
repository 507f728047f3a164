package org.apppasswords.keycloak.token;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apppasswords.keycloak.federation.StoredUserProvider;
import org.apppasswords.keycloak.federation.UserDirectories;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.model.RejectionReason;
import org.apppasswords.keycloak.queue.WorkKind;
import org.apppasswords.keycloak.service.AppPasswords;
import org.apppasswords.keycloak.service.Verification;
import org.apppasswords.keycloak.transaction.AfterCommit;
import org.apppasswords.keycloak.transaction.UserLock;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * A stored session that an app password started. A revocation ends the sessions that it finds; a session that is stored
 * at the same moment checks by itself whether the app password may still be used.
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
     * Ends the session after the sign-in is committed, if the app password may no longer be used then, because it was
     * deleted or the user has lost the role for the service. If the check fails, the sign-in fails: the client must not
     * get a token of a session that a revocation may have missed. A user whose directory does not respond keeps the
     * session: the next refresh checks again.
     */
    public static void endIfRevokedMeanwhile(
            KeycloakSession session, String sessionId, UserModel user, ClientModel service, String credentialId) {
        KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
        String realmId = session.getContext().getRealm().getId();
        String userId = user.getId();
        String serviceId = service.getId();
        AfterCommit.require(
                session,
                "check whether the app password of a new session may still be used",
                () -> KeycloakModelUtils.runJobInTransaction(
                        factory, inner -> endIfGone(inner, realmId, sessionId, userId, serviceId, credentialId)));
    }

    /** Ends the session in a transaction of its own, because the request that finds it will fail. */
    static void end(KeycloakSession session, String sessionId) {
        String realmId = session.getContext().getRealm().getId();
        KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), inner -> {
            RealmModel realm = inner.realms().getRealm(realmId);
            inner.getContext().setRealm(realm);
            end(inner, realm, sessionId);
        });
    }

    /**
     * Ends, after the commit, the sessions of a user whose app password does not exist any more. A revocation ends the
     * sessions of its app password; this ends those that remain if it was interrupted after it had deleted the app
     * password. It runs once at a time for each user, and otherwise not at all: a flood of revocations must not read the
     * sessions again and again.
     */
    public static void endOrphansAfterCommit(KeycloakSession session, UserModel user) {
        KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
        String realmId = session.getContext().getRealm().getId();
        String userId = user.getId();
        UserLock lock = new UserLock(session, session.getContext().getRealm(), user);
        AfterCommit.run(
                session,
                "look for sessions of user " + userId + " whose app password was deleted",
                () -> lock.ifFree(WorkKind.POLICY, () -> {
                    KeycloakModelUtils.runJobInTransaction(factory, inner -> endOrphans(inner, realmId, userId));
                    return true;
                }));
    }

    private static void endOrphans(KeycloakSession session, String realmId, String userId) {
        RealmModel realm = session.realms().getRealm(realmId);
        session.getContext().setRealm(realm);
        UserModel user = session.users().getUserById(realm, userId);
        if (user == null) {
            return;
        }
        // Read before the app passwords, so that the app password of each session was already stored.
        List<UserSessionModel> started = session.sessions()
                .getUserSessionsStream(realm, user)
                .filter(userSession ->
                        AppPasswordSession.credentialId(userSession).isPresent())
                .toList();
        if (started.isEmpty()) {
            return;
        }
        Set<String> existing = new AppPasswords(session, realm)
                .listStored(user).stream().map(AppPasswordEntry::id).collect(Collectors.toSet());
        started.stream()
                .filter(userSession -> !existing.contains(
                        AppPasswordSession.credentialId(userSession).orElseThrow()))
                .forEach(userSession -> session.sessions().removeUserSession(realm, userSession));
    }

    private static void end(KeycloakSession session, RealmModel realm, String sessionId) {
        UserSessionModel userSession = session.sessions().getUserSession(realm, sessionId);
        if (userSession != null) {
            session.sessions().removeUserSession(realm, userSession);
        }
    }

    private static void endIfGone(
            KeycloakSession session,
            String realmId,
            String sessionId,
            String userId,
            String serviceId,
            String credentialId) {
        RealmModel realm = session.realms().getRealm(realmId);
        session.getContext().setRealm(realm);
        UserModel user = user(session, realm, userId);
        ClientModel service = realm.getClientById(serviceId);
        if (user == null || service == null || isGone(session, realm, user, service, credentialId)) {
            end(session, realm, sessionId);
        }
    }

    // Past the cache, which learns of changes on other nodes later. While a directory does not respond, its users
    // are in the cache only; a revocation on this node has evicted the user from it.
    private static UserModel user(KeycloakSession session, RealmModel realm, String userId) {
        UserModel cached = session.users().getUserById(realm, userId);
        return cached == null || new UserDirectories(session, realm).isUnavailableOrSlow(cached)
                ? cached
                : StoredUserProvider.of(session).getUserById(realm, userId);
    }

    private static boolean isGone(
            KeycloakSession session, RealmModel realm, UserModel user, ClientModel service, String credentialId) {
        // The sign-in itself has checked the address.
        return new Verification(session, realm, service, Optional.empty())
                .rejection(user, credentialId)
                .filter(reason -> reason != RejectionReason.NETWORK_NOT_ALLOWED && !reason.isTemporary())
                .isPresent();
    }
}
