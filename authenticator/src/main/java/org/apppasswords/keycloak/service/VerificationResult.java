package org.apppasswords.keycloak.service;

import java.util.Optional;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.model.RejectionReason;
import org.keycloak.models.UserModel;

/**
 * The outcome of a {@link Verification}. Accepted if there is no rejection; the user and the app password are then
 * known.
 *
 * @param user the user; {@code null} if unknown, or if the reason does not depend on the user
 * @param rejection why the user may not sign in, for the event log; empty if accepted
 * @param credential the app password that matches, even if it cannot be used; empty if the user may not sign in at all
 */
public record VerificationResult(
        UserModel user, Optional<RejectionReason> rejection, Optional<AppPasswordCredentialModel> credential) {

    static VerificationResult rejected(UserModel user, RejectionReason reason) {
        return new VerificationResult(user, Optional.of(reason), Optional.empty());
    }

    boolean isAccepted() {
        return rejection.isEmpty();
    }

    /** Returns whether the input is not an app password: neither in shape nor one of the user's imported ones. */
    public boolean isOtherInput() {
        return is(RejectionReason.NOT_APP_PASSWORD);
    }

    boolean is(RejectionReason reason) {
        return rejection.filter(reason::equals).isPresent();
    }
}
