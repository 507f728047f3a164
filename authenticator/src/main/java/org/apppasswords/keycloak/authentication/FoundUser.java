package org.apppasswords.keycloak.authentication;

import java.util.Optional;
import org.apppasswords.keycloak.federation.UserDirectories;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.apppasswords.keycloak.model.RejectionReason;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * The user that a program names, and why this user may not sign in by app password, if so.
 *
 * <p>A temporary lockout is no reason: it guards the account password against guessing, and an app password cannot be
 * guessed. Else anybody could cut off somebody's mail by trying wrong passwords.
 *
 * @param user the user, or {@code null} if unknown
 * @param objection why not; empty if the user may
 */
record FoundUser(UserModel user, Optional<RejectionReason> objection) {

    private static final ExtensionLog LOG = ExtensionLog.of(FoundUser.class);

    static FoundUser byNameOrEmail(KeycloakSession session, RealmModel realm, String name) {
        try {
            UserModel user = KeycloakModelUtils.findUserByNameOrEmail(session, realm, name);
            return user == null ? unknown(session, realm) : of(session, realm, user);
        } catch (ModelDuplicateException e) {
            return new FoundUser(null, Optional.of(RejectionReason.USER_AMBIGUOUS));
        } catch (ModelException e) {
            LOG.warn("a user cannot be looked up: %s", e.getMessage());
            return new FoundUser(null, Optional.of(RejectionReason.USER_UNAVAILABLE));
        }
    }

    private static FoundUser unknown(KeycloakSession session, RealmModel realm) {
        boolean away = new UserDirectories(session, realm).isOneAway();
        return new FoundUser(
                null, Optional.of(away ? RejectionReason.USER_UNAVAILABLE : RejectionReason.USER_NOT_FOUND));
    }

    static FoundUser of(KeycloakSession session, RealmModel realm, UserModel user) {
        if (user.getServiceAccountClientLink() != null) {
            return new FoundUser(user, Optional.of(RejectionReason.SERVICE_ACCOUNT));
        }
        if (user.isEnabled()) {
            return new FoundUser(user, Optional.empty());
        }
        boolean away = new UserDirectories(session, realm).isAway(user);
        return new FoundUser(
                user, Optional.of(away ? RejectionReason.USER_UNAVAILABLE : RejectionReason.USER_DISABLED));
    }
}
