package org.apppasswords.keycloak.service;

import java.util.Optional;
import org.apppasswords.keycloak.federation.TypedUser;
import org.apppasswords.keycloak.federation.UserDirectories;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.apppasswords.keycloak.model.RejectionReason;
import org.apppasswords.keycloak.model.TypedUsername;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Finds the user of a sign-in, and decides whether this user may sign in with an app password at all.
 *
 * <p>A temporary lockout does not matter: it protects the account password from guessing, and an app password cannot be
 * guessed. Otherwise anyone could cut a user off from their mail by trying wrong passwords.
 */
record UserLookup(KeycloakSession session, RealmModel realm) {

    private static final ExtensionLog LOG = ExtensionLog.of(UserLookup.class);

    /**
     * Finds the user by the name as it was typed or, if no user has that name, percent-decoded once. The typed name
     * takes precedence, so that the name of an existing user never leads to another one.
     *
     * @param typed as {@link TypedUsername#read} returned it
     */
    VerificationResult find(String typed) {
        VerificationResult literal = lookUp(typed);
        // Both are looked up in any case, so that the time does not show which of them exists.
        Optional<VerificationResult> decoded =
                TypedUsername.percentDecoded(typed).map(this::lookUp);
        return decoded.filter(found -> literal.is(RejectionReason.USER_NOT_FOUND))
                .orElse(literal);
    }

    private VerificationResult lookUp(String usernameOrEmail) {
        try {
            return TypedUser.find(session, realm, usernameOrEmail)
                    .map(this::check)
                    .orElseGet(this::unknown);
        } catch (ModelDuplicateException e) {
            return VerificationResult.rejected(null, RejectionReason.USER_AMBIGUOUS);
        } catch (RuntimeException e) {
            if (!UserDirectories.isNoResponse(e)) {
                throw e;
            }
            LOG.warn("a user of realm %s cannot be looked up: %s", realm.getName(), e.getMessage());
            return VerificationResult.rejected(null, RejectionReason.USER_UNAVAILABLE);
        }
    }

    VerificationResult check(UserModel user) {
        if (user.getServiceAccountClientLink() != null) {
            return VerificationResult.rejected(user, RejectionReason.SERVICE_ACCOUNT);
        }
        if (user.isEnabled()) {
            return new VerificationResult(user, Optional.empty(), Optional.empty());
        }
        boolean unavailable = new UserDirectories(session, realm).isUnavailable(user);
        return VerificationResult.rejected(
                user, unavailable ? RejectionReason.USER_UNAVAILABLE : RejectionReason.USER_DISABLED);
    }

    private VerificationResult unknown() {
        boolean unavailable = new UserDirectories(session, realm).isAnyUnavailable();
        return VerificationResult.rejected(
                null, unavailable ? RejectionReason.USER_UNAVAILABLE : RejectionReason.USER_NOT_FOUND);
    }
}
