package org.apppasswords.keycloak.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apppasswords.keycloak.credential.ImportedHashVerifier.Outcome;

/**
 * The metrics of the extension on the server's own {@code /metrics}, if enabled; {@code docs/monitoring.md} describes
 * them. No label identifies a user: there are too many users for a label, and their activity is private.
 */
public final class Meters {

    private static final String VERIFICATIONS = "keycloak.app.passwords.verifications";
    private static final String IMPORTED_CHECKS = "keycloak.app.passwords.imported.checks";
    private static final String USAGE_WRITES = "keycloak.app.passwords.usage.writes";
    // Not "created": Prometheus reserves this ending.
    private static final String CREATIONS = "keycloak.app.passwords.creations";
    private static final String IMPORTS = "keycloak.app.passwords.imports";
    private static final String REVOCATIONS = "keycloak.app.passwords.revocations";
    private static final String POLICY_REVOCATIONS = "keycloak.app.passwords.policy.revocations";
    private static final String NOTICES = "keycloak.app.passwords.notices";
    private static final String DIRECTORY_REQUESTS = "keycloak.app.passwords.directory.requests";
    private static final String PROVISIONED_AT_STARTUP = "keycloak.app.passwords.provisioned.at.startup";

    private static final String REALM = "realm";
    private static final String CLIENT = "client.id";
    private static final String OUTCOME = "outcome";
    private static final String REASON = "reason";

    private static final String DONE = "done";
    private static final String FAILED = "failed";
    private static final String SENT = "sent";
    private static final String LOST = "lost";

    private final String realmName;

    /** @param realmName name of the realm that the values are for */
    public Meters(String realmName) {
        this.realmName = realmName;
    }

    /**
     * Records a verification.
     *
     * @param rejection code of the reason, as in the event; empty if the sign-in was accepted
     */
    public void verified(String clientId, Optional<String> rejection, Duration time) {
        if (areEnabled()) {
            Tags tags = Tags.of(REALM, realmName, CLIENT, clientId, OUTCOME, rejection.orElse("accepted"));
            Metrics.timer(VERIFICATIONS, tags).record(time);
        }
    }

    /** Records a verification against the imported hashes of a user, which are slow unless a match is remembered. */
    public void importedChecked(Outcome outcome) {
        count(IMPORTED_CHECKS, OUTCOME, code(outcome));
    }

    /** Records whether the last use of an app password was written. */
    public void usageWritten(boolean written) {
        count(USAGE_WRITES, OUTCOME, written ? "written" : "given_up");
    }

    /** Counts an app password that a user has created. */
    public void created() {
        count(CREATIONS);
    }

    /** Counts an app password that an administrator has imported. */
    public void imported() {
        count(IMPORTS);
    }

    /**
     * Counts an app password that was deleted.
     *
     * @param reason code of the reason; one of a few
     */
    public void revoked(String reason) {
        count(REVOCATIONS, REASON, reason);
    }

    /** Runs a revocation that the policy requires, and records whether it succeeded. */
    public <T> T policyRevocation(Supplier<T> work) {
        String outcome = FAILED;
        try {
            T result = work.get();
            outcome = DONE;
            return result;
        } finally {
            countOneOf(POLICY_REVOCATIONS, List.of(DONE, FAILED), outcome);
        }
    }

    /** Records whether the mail server has accepted a notice. */
    public void noticeSent(boolean sent) {
        countOneOf(NOTICES, List.of(SENT, LOST), sent ? SENT : LOST);
    }

    /**
     * Counts a request to the directory.
     *
     * @param clientId an authenticated client; an empty string if the authentication failed
     * @param outcome code of the outcome; one of a few
     */
    public void directoryRequested(String clientId, String outcome) {
        count(DIRECTORY_REQUESTS, CLIENT, clientId, OUTCOME, outcome);
    }

    /** Records whether a realm in the server's options was provisioned when the server started. */
    public static void provisionedAtStartup(String realmName, boolean provisioned) {
        if (areEnabled()) {
            Gauge.builder(PROVISIONED_AT_STARTUP, () -> provisioned ? 1 : 0)
                    .tag(REALM, realmName)
                    .register(Metrics.globalRegistry);
        }
    }

    // The failure starts at 0 with the first success: Prometheus does not see an increase to a first value of 1.
    private void countOneOf(String name, List<String> outcomes, String outcome) {
        if (areEnabled()) {
            outcomes.forEach(each -> counter(name, OUTCOME, each));
            counter(name, OUTCOME, outcome).increment();
        }
    }

    private void count(String name, String... labels) {
        if (areEnabled()) {
            counter(name, labels).increment();
        }
    }

    private Counter counter(String name, String... labels) {
        return Metrics.counter(name, Tags.of(labels).and(REALM, realmName));
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
