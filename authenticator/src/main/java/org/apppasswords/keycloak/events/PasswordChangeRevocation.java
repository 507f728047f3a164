package org.apppasswords.keycloak.events;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.apppasswords.keycloak.model.RemovalReason;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.policy.PasswordChange;
import org.apppasswords.keycloak.service.AppPasswords;
import org.apppasswords.keycloak.transaction.SingleUseStore;
import org.keycloak.common.util.Time;
import org.keycloak.credential.CredentialModel;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.DefaultActionTokenKey;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Revokes the app passwords of a user with a new account password, if the policy requires it. A second event for the
 * same change is harmless: no app passwords are left by then.
 */
final class PasswordChangeRevocation implements AdminEventReaction, CredentialReaction {

    private static final ExtensionLog LOG = ExtensionLog.of(PasswordChangeRevocation.class);

    // The ID of a federated user may contain slashes.
    private static final Pattern RESET = Pattern.compile("users/(.+)/reset-password");
    private static final Pattern UPDATE = Pattern.compile("users/([^/]+)");

    /** Maximum age of a password that the current request has set. */
    private static final long REQUEST_SECONDS = 60;

    /**
     * How long a new password is noted. To a node whose clock is behind, a password that another node has set stays new
     * for longer, by the difference: up to nine minutes.
     */
    private static final long NOTE_SECONDS = 10 * REQUEST_SECONDS;

    /** Maximum time between the creation of a user and of the initial password. */
    private static final long CREATION_MILLIS = 2000;

    private final KeycloakSession session;

    PasswordChangeRevocation(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void react(RealmModel realm, UserModel user, EventCredential credential) {
        if (credential.isOfType(PasswordCredentialModel.TYPE)) {
            revoke(realm, user, isByLink());
            noteNewPassword(realm, user);
        }
    }

    @Override
    public void react(RealmModel realm, AdminEvent event) {
        userOfReset(event).flatMap(id -> user(realm, id)).ifPresent(user -> {
            revoke(realm, user, true);
            noteNewPassword(realm, user);
        });
        // The event does not show whether the update contained a password, but the stored password has a date.
        userId(UPDATE, OperationType.UPDATE, event)
                .flatMap(id -> user(realm, id))
                .filter(user -> isNewPassword(realm, user))
                .ifPresent(user -> revoke(realm, user, true));
    }

    // If the cluster does not answer, the password may be new. A second revocation is harmless.
    private boolean isNewPassword(RealmModel realm, UserModel user) {
        try {
            return noteNewPassword(realm, user);
        } catch (RuntimeException e) {
            LOG.warn(e, "could not find out whether an update of user %s has set a password", user.getId());
            return true;
        }
    }

    private void revoke(RealmModel realm, UserModel user, boolean reset) {
        PasswordChange revoking = AppPasswordPolicy.of(realm).revokingPasswordChange();
        if (revoking.covers(reset)) {
            new AppPasswords(session, realm).revokeAllAfterCommit(user, RemovalReason.PASSWORD_CHANGED);
        }
    }

    // A user who follows a link in an e-mail has not entered the old password: the user forgot it, or an administrator
    // asked for a new one.
    private boolean isByLink() {
        AuthenticationSessionModel authSession = session.getContext().getAuthenticationSession();
        return authSession != null && authSession.getAuthNote(DefaultActionTokenKey.ACTION_TOKEN_USER_ID) != null;
    }

    // Returns whether the stored password is new and no earlier event has noted it.
    private boolean noteNewPassword(RealmModel realm, UserModel user) {
        long now = Time.currentTimeMillis();
        Optional<Long> setAt = user.credentialManager()
                .getStoredCredentialsByTypeStream(PasswordCredentialModel.TYPE)
                .map(CredentialModel::getCreatedDate)
                .filter(date -> date != null && now - date < TimeUnit.SECONDS.toMillis(REQUEST_SECONDS))
                .filter(date -> !isInitial(user, date))
                .findFirst();
        return setAt.isPresent()
                && new SingleUseStore(session).putIfAbsent(mark(realm, user, setAt.get()), NOTE_SECONDS);
    }

    // The user was created with this password, in the same request.
    private static boolean isInitial(UserModel user, long setAt) {
        return user.getCreatedTimestamp() != null && Math.abs(setAt - user.getCreatedTimestamp()) < CREATION_MILLIS;
    }

    private static String mark(RealmModel realm, UserModel user, long setAt) {
        return "password-set." + realm.getId() + "/" + user.getId() + "/" + setAt;
    }

    private Optional<UserModel> user(RealmModel realm, String id) {
        return Optional.ofNullable(session.users().getUserById(realm, id));
    }

    /** Returns the ID of the user whose password an administrator has reset. */
    static Optional<String> userOfReset(AdminEvent event) {
        return userId(RESET, OperationType.ACTION, event);
    }

    private static Optional<String> userId(Pattern path, OperationType operation, AdminEvent event) {
        if (event.getOperationType() != operation || event.getResourcePath() == null) {
            return Optional.empty();
        }
        Matcher matcher = path.matcher(event.getResourcePath());
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
