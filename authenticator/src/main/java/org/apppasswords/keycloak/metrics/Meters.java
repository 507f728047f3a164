package org.apppasswords.keycloak.metrics;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.Optional;
import org.apppasswords.keycloak.credential.ImportedHashVerifier.Outcome;
import org.keycloak.models.RealmModel;

/**
 * What is counted on the server's own {@code /metrics}, where that is enabled. No label says whose app password it is:
 * realms and clients are few, users are many, and nobody's business.
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
     * What a program sent was checked.
     *
     * @param refusal code of the reason, as in the event; empty if the user may sign in
     */
    public void verified(String clientId, Optional<String> refusal, Duration time) {
        if (areWanted()) {
            Tags tags = Tags.of(REALM, realm.getName(), CLIENT, clientId, OUTCOME, refusal.orElse("accepted"));
            Metrics.timer(VERIFICATIONS, tags).record(time);
        }
    }

    /** What a program sent was compared with the imported hashes of a user, which are slow unless a match is remembered. */
    public void importedChecked(Outcome outcome) {
        if (areWanted()) {
            Metrics.counter(IMPORTED_CHECKS, REALM, realm.getName(), OUTCOME, code(outcome))
                    .increment();
        }
    }

    /** The last use of an app password was written down, or was to be and was not. */
    public void usageWritten(boolean written) {
        if (areWanted()) {
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
    private static boolean areWanted() {
        return !Metrics.globalRegistry.getRegistries().isEmpty();
    }
}
