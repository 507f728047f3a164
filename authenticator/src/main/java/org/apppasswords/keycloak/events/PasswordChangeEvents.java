package org.apppasswords.keycloak.events;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apppasswords.keycloak.model.RemovalReason;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.policy.PasswordChange;
import org.apppasswords.keycloak.service.AppPasswords;
import org.apppasswords.keycloak.transaction.SingleUseStore;
import org.keycloak.common.util.Time;
import org.keycloak.credential.CredentialModel;
import org.keycloak.events.Details;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.DefaultActionTokenKey;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Tells from Keycloak's events that a user has a new account password, and revokes the app passwords where the policy
 * says so. Doing it twice for one change does no harm: the second time there are none.
 */
final class PasswordChangeEvents {

    private static final Pattern RESET = Pattern.compile("users/([^/]+)/reset-password");
    private static final Pattern UPDATE = Pattern.compile("users/([^/]+)");

    /** How old a password can be that the request at hand has set. */
    private static final long REQUEST_SECONDS = 60;

    /** How long after its user a password can be stored that came with the user. */
    private static final long CREATION_MILLIS = 2000;

    private final KeycloakSession session;

    PasswordChangeEvents(KeycloakSession session) {
        this.session = session;
    }

    /**
     * A credential was set.
     *
     * @param details of its event: of the two for one change, the one that is not deprecated
     */
    void onUpdate(RealmModel realm, UserModel user, Map<String, String> details) {
        if (PasswordCredentialModel.TYPE.equals(details.get(Details.CREDENTIAL_TYPE))) {
            takeNote(realm, user);
            revoke(realm, user, isByLink());
        }
    }

    void onEvent(RealmModel realm, AdminEvent event) {
        userId(RESET, OperationType.ACTION, event)
                .flatMap(id -> user(realm, id))
                .ifPresent(user -> {
                    takeNote(realm, user);
                    revoke(realm, user, true);
                });
        // The event does not tell whether the update had a password, but the stored password has a date.
        userId(UPDATE, OperationType.UPDATE, event)
                .flatMap(id -> user(realm, id))
                .filter(user -> takeNote(realm, user))
                .ifPresent(user -> revoke(realm, user, true));
    }

    private void revoke(RealmModel realm, UserModel user, boolean reset) {
        PasswordChange revoking = AppPasswordPolicy.of(realm).revokingPasswordChange();
        if (revoking.covers(reset)) {
            new AppPasswords(session, realm).revokeAllAfterCommit(user, RemovalReason.PASSWORD_CHANGED);
        }
    }

    // Whoever came by a link in an e-mail did not give the old password: the user who forgot it, or one whom an
    // administrator has sent to set a new one.
    private boolean isByLink() {
        AuthenticationSessionModel authSession = session.getContext().getAuthenticationSession();
        return authSession != null && authSession.getAuthNote(DefaultActionTokenKey.ACTION_TOKEN_USER_ID) != null;
    }

    // Whether the stored password was set just now, by a request that nobody has taken note of before.
    private boolean takeNote(RealmModel realm, UserModel user) {
        long now = Time.currentTimeMillis();
        Optional<Long> setAt = user.credentialManager()
                .getStoredCredentialsByTypeStream(PasswordCredentialModel.TYPE)
                .map(CredentialModel::getCreatedDate)
                .filter(date -> date != null && now - date < TimeUnit.SECONDS.toMillis(REQUEST_SECONDS))
                .filter(date -> !isFirst(user, date))
                .findFirst();
        return setAt.isPresent()
                && new SingleUseStore(session).putIfAbsent(mark(realm, user, setAt.get()), REQUEST_SECONDS * 2);
    }

    // The one that the user was created with, in the same request.
    private static boolean isFirst(UserModel user, long setAt) {
        return user.getCreatedTimestamp() != null && Math.abs(setAt - user.getCreatedTimestamp()) < CREATION_MILLIS;
    }

    private static String mark(RealmModel realm, UserModel user, long setAt) {
        return "password-set." + realm.getId() + "/" + user.getId() + "/" + setAt;
    }

    private Optional<UserModel> user(RealmModel realm, String id) {
        return Optional.ofNullable(session.users().getUserById(realm, id));
    }

    private static Optional<String> userId(Pattern path, OperationType operation, AdminEvent event) {
        if (event.getOperationType() != operation || event.getResourcePath() == null) {
            return Optional.empty();
        }
        Matcher matcher = path.matcher(event.getResourcePath());
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
