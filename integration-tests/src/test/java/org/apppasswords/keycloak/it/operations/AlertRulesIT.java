package org.apppasswords.keycloak.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.server.DocumentedBlock;
import org.apppasswords.keycloak.it.support.server.DocumentedTable;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alerts in {@code docs/prometheus-rules.yaml}, checked and run by Prometheus's own tool. */
class AlertRulesIT {

    private static final Path RULES = ProjectFiles.ROOT.resolve("docs/prometheus-rules.yaml");
    private static final Path TESTS =
            ProjectFiles.INTEGRATION_TESTS.resolve("src/test/resources/prometheus-rules.test.yaml");

    @Test
    void theDocumentedConfigurationIsValid(@TempDir Path folder) throws IOException {
        Path rules = Files.copy(RULES, folder.resolve("prometheus-rules.yaml"));
        Path config = Files.writeString(
                folder.resolve("prometheus.yml"),
                DocumentedBlock.read("monitoring.md", "prometheus.yml")
                        .replace("/etc/prometheus/prometheus-rules.yaml", rules.toString()));

        assertThat(promtool("check", "config", config.toString()))
                .contains("SUCCESS: 1 rule files found", "SUCCESS: " + alerts().size() + " rules found");
    }

    @Test
    void eachAlertFiresWhenItShould() throws IOException {
        promtool("test", "rules", TESTS.toString());

        String tests = Files.readString(TESTS);
        assertThat(alerts())
                .allSatisfy(alert -> assertThat(tests)
                        .containsPattern("alertname: " + alert + ", eval_time: \\S+, exp_alerts: \\[]")
                        .containsPattern("alertname: " + alert + "\n +eval_time: \\S+\n +exp_alerts:\n"));
    }

    @Test
    void theDocumentationListsEachAlertWithItsSeverity() throws IOException {
        List<String> documented = DocumentedTable.read("monitoring.md", "| alert | severity | what to do |").stream()
                .map(row -> row.get(0).replace("`", "") + " " + row.get(1))
                .toList();

        assertThat(documented)
                .containsExactlyInAnyOrderElementsOf(found("- alert: (\\w+)\n(?: .*\n)*? +severity: (\\w+)"));
    }

    /** {@code DocumentedMetricsTest} compares the documented metrics with the code. */
    @Test
    void eachAlertUsesDocumentedMetrics() throws IOException {
        String documented = DocumentedTable.read("monitoring.md", "| metric | labels | meaning |").stream()
                .map(row -> row.get(0))
                .collect(Collectors.joining(" "));

        assertThat(new TreeSet<>(found("(keycloak_\\w+)")))
                .hasSizeGreaterThan(3)
                .allSatisfy(metric -> assertThat(documented).contains("`" + metric + "`"));
    }

    private static List<String> alerts() throws IOException {
        return found("- alert: (\\w+)");
    }

    /** Returns the groups of each match in the rules. */
    private static List<String> found(String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(RULES))
                .results()
                .map(AlertRulesIT::groups)
                .toList();
    }

    private static String groups(MatchResult match) {
        return match.groupCount() == 1 ? match.group(1) : match.group(1) + " " + match.group(2);
    }

    private static String promtool(String... arguments) {
        Program.Result result = new Program(Stream.concat(Stream.of("promtool"), Stream.of(arguments))
                        .toList())
                .run();
        assertThat(result.status()).as(result.output()).isZero();
        return result.output();
    }
}
