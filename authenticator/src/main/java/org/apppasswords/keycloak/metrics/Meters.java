package org.apppasswords.keycloak.metrics;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.Optional;
import org.apppasswords.keycloak.credential.ImportedHashVerifier.Outcome;
import org.keycloak.models.RealmModel;

/**
 * The metrics of the extension on the server's own {@code /metrics}, if enabled. No label identifies a user: there are
 * too many users for a label, and their activity is private.
 */
public final class Meters {

    private static final String VERIFICATIONS = "keycloak.app.passwords.verifications";
    private static final String IMPORTED_CHECKS = "keycloak.app.passwords.imported.checks";
    private static final String USAGE_WRITES = "keycloak.app.passwords.usage.writes";

    private static final String REALM = "realm";
    private static final String CLIENT = "client.id";
    private static final String OUTCOME = "outcome";

    private final RealmModel realm;

    public Meters(RealmModel realm) {
        this.realm = realm;
    }

    /**
     * Records a verification.
     *
     * @param rejection code of the reason, as in the event; empty if the sign-in was accepted
     */
    public void verified(String clientId, Optional<String> rejection, Duration time) {
        if (areEnabled()) {
            Tags tags = Tags.of(REALM, realm.getName(), CLIENT, clientId, OUTCOME, rejection.orElse("accepted"));
            Metrics.timer(VERIFICATIONS, tags).record(time);
        }
    }

    /** Records a verification against the imported hashes of a user, which are slow unless a match is remembered. */
    public void importedChecked(Outcome outcome) {
        if (areEnabled()) {
            Metrics.counter(IMPORTED_CHECKS, REALM, realm.getName(), OUTCOME, code(outcome))
                    .increment();
        }
    }

    /** Records whether the last use of an app password was written. */
    public void usageWritten(boolean written) {
        if (areEnabled()) {
            Metrics.counter(USAGE_WRITES, REALM, realm.getName(), OUTCOME, written ? "written" : "given_up")
                    .increment();
        }
    }

    private static String code(Outcome outcome) {
        if (outcome instanceof Outcome.Match match) {
            return match.remembered() ? "remembered" : "matched";
        }
        return outcome instanceof Outcome.Busy ? "busy" : "no_match";
    }

    // The server adds its registry if metrics are enabled. Without one, Micrometer would still keep a meter for each
    // client.
    private static boolean areEnabled() {
        return !Metrics.globalRegistry.getRegistries().isEmpty();
    }
}
