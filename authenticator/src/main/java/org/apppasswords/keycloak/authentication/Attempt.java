package org.apppasswords.keycloak.authentication;

import java.time.Duration;
import java.util.Optional;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.model.RejectionReason;
import org.apppasswords.keycloak.secret.TypedPassword;
import org.apppasswords.keycloak.service.AppPasswords;
import org.apppasswords.keycloak.service.Verification;

/**
 * A user, and what came of checking what was typed.
 *
 * @param found the user, if there is one
 * @param verification of what was typed, whoever the user is
 */
record Attempt(FoundUser found, Verification verification) {

    static Attempt of(AppPasswords appPasswords, FoundUser found, TypedPassword typed, String clientId) {
        long start = System.nanoTime();
        Attempt attempt = new Attempt(found, appPasswords.verify(found.user(), typed, clientId));
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        appPasswords.meters().verified(clientId, attempt.refusal().map(RejectionReason::code), time);
        return attempt;
    }

    /**
     * Whether what was typed is no app password: neither by its shape nor as one of the user's imported ones. Of a user
     * who cannot be looked up now, nobody knows.
     */
    boolean isOtherInput() {
        return !found.objection().equals(Optional.of(RejectionReason.USER_UNAVAILABLE))
                && verification instanceof Verification.Refused refused
                && refused.reason() == RejectionReason.NOT_APP_PASSWORD;
    }

    /** Why the user may not sign in; empty if the user may. Whether the user may at all comes before the password. */
    Optional<RejectionReason> refusal() {
        return found.objection()
                .or(() -> verification instanceof Verification.Refused refused
                        ? Optional.of(refused.reason())
                        : Optional.empty());
    }

    /** What matched; told of a refused one only if the user may sign in at all. */
    Optional<AppPasswordEntry> entry() {
        if (verification instanceof Verification.Accepted accepted) {
            return found.objection().isEmpty() ? Optional.of(accepted.entry()) : Optional.empty();
        }
        return verification instanceof Verification.Refused refused
                        && found.objection().isEmpty()
                ? refused.entry()
                : Optional.empty();
    }
}
