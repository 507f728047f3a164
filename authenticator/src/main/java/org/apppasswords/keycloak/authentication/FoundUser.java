package org.apppasswords.keycloak.authentication;

import java.util.Optional;
import org.apppasswords.keycloak.service.RefusalReason;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
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
record FoundUser(UserModel user, Optional<RefusalReason> objection) {

    static FoundUser byNameOrEmail(KeycloakSession session, RealmModel realm, String name) {
        try {
            UserModel user = KeycloakModelUtils.findUserByNameOrEmail(session, realm, name);
            return user == null ? new FoundUser(null, Optional.of(RefusalReason.USER_NOT_FOUND)) : of(user);
        } catch (ModelDuplicateException e) {
            return new FoundUser(null, Optional.of(RefusalReason.USER_AMBIGUOUS));
        }
    }

    static FoundUser of(UserModel user) {
        if (user.getServiceAccountClientLink() != null) {
            return new FoundUser(user, Optional.of(RefusalReason.SERVICE_ACCOUNT));
        }
        return new FoundUser(user, user.isEnabled() ? Optional.empty() : Optional.of(RefusalReason.USER_DISABLED));
    }
}
