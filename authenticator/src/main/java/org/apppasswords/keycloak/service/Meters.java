package org.apppasswords.keycloak.service;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import org.keycloak.models.RealmModel;

/**
 * What is counted on the server's own {@code /metrics}, where that is enabled. No label says whose app password it is:
 * realms and clients are few, users are many, and nobody's business.
 */
final class Meters {

    private static final String VERIFICATIONS = "keycloak.app.passwords.verifications";
    private static final String USAGE_WRITES = "keycloak.app.passwords.usage.writes";

    private static final String REALM = "realm";
    private static final String CLIENT = "client.id";
    private static final String OUTCOME = "outcome";

    private Meters() {}

    /**
     * What a program sent was checked.
     *
     * @param outcome {@code accepted}, or the reason of the refusal as in the event
     */
    static void verified(RealmModel realm, String clientId, String outcome, Duration time) {
        if (areWanted()) {
            Tags tags = Tags.of(REALM, realm.getName(), CLIENT, clientId, OUTCOME, outcome);
            Metrics.timer(VERIFICATIONS, tags).record(time);
        }
    }

    /** The last use of an app password was written down, or was to be and was not. */
    static void usageWritten(RealmModel realm, boolean written) {
        if (areWanted()) {
            Metrics.counter(USAGE_WRITES, REALM, realm.getName(), OUTCOME, written ? "written" : "given_up")
                    .increment();
        }
    }

    // The server adds its registry if metrics are enabled. Without one, Micrometer would still keep a meter for each
    // client.
    private static boolean areWanted() {
        return !Metrics.globalRegistry.getRegistries().isEmpty();
    }
}
