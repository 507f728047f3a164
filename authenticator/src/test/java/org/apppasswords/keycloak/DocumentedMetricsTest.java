package org.apppasswords.keycloak;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apppasswords.keycloak.credential.ImportedHashVerifier.Outcome;
import org.apppasswords.keycloak.metrics.Meters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Compares the metrics with docs/monitoring.md. */
class DocumentedMetricsTest {

    private static final String POLICY_REVOCATIONS = "keycloak.app.passwords.policy.revocations";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Meters meters = new Meters("demo");

    @BeforeEach
    void enableMetrics() {
        Metrics.addRegistry(registry);
    }

    @AfterEach
    void disableMetrics() {
        Metrics.globalRegistry.clear();
        Metrics.removeRegistry(registry);
    }

    @Test
    void theTableHasEveryMetricWithItsLabels() {
        meters.verified("dovecot", Optional.empty(), Duration.ofMillis(1));
        meters.importedChecked(new Outcome.Busy());
        meters.usageWritten(true);
        meters.created();
        meters.directoryRequested("ldap-bridge", "answered");
        meters.imported();
        meters.revoked("user");
        meters.policyRevocation(() -> 0);
        meters.noticeSent(true);
        Meters.provisionedAtStartup("demo", true);

        Map<String, Set<String>> documented = new ProjectDocument("docs/monitoring.md")
                .table("metric", "labels", "meaning").stream()
                        .collect(toMap(
                                row -> ProjectDocument.code(row.get(0)).get(0),
                                row -> new TreeSet<>(ProjectDocument.code(row.get(1)))));

        assertThat(documented)
                .isEqualTo(registry.getMeters().stream()
                        .map(Meter::getId)
                        .collect(toMap(
                                DocumentedMetricsTest::nameOfPrometheus, DocumentedMetricsTest::labels, (a, b) -> a)));
    }

    @Test
    void aFailureOfThePolicyIsCountedAndStartsAtZero() {
        meters.policyRevocation(() -> 0);
        assertThat(policyRevocations("done")).isEqualTo(1);
        assertThat(policyRevocations("failed")).isZero();

        assertThatThrownBy(() -> meters.policyRevocation(() -> {
                    throw new IllegalStateException("the database is down");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(policyRevocations("done")).isEqualTo(1);
        assertThat(policyRevocations("failed")).isEqualTo(1);
    }

    private double policyRevocations(String outcome) {
        return registry.get(POLICY_REVOCATIONS)
                .tags("realm", "demo", "outcome", outcome)
                .counter()
                .count();
    }

    private static String nameOfPrometheus(Meter.Id id) {
        String name = id.getName().replace('.', '_');
        return switch (id.getType()) {
            case COUNTER -> name + "_total";
            case TIMER -> name + "_seconds_count";
            default -> name;
        };
    }

    private static Set<String> labels(Meter.Id id) {
        return Stream.of(id.getTags())
                .flatMap(tags -> tags.stream().map(Tag::getKey))
                .map(key -> key.replace('.', '_'))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
