package org.apppasswords.keycloak.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.cluster.Installation;
import org.apppasswords.keycloak.it.support.cluster.Node;
import org.apppasswords.keycloak.it.support.cluster.NodeRealm;
import org.apppasswords.keycloak.it.support.cluster.PreparedPostgres;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.MetricsEndpoint;
import org.apppasswords.keycloak.it.support.server.DocumentedBlock;
import org.apppasswords.keycloak.it.support.server.Postgres;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;
import org.apppasswords.keycloak.it.support.server.TestedKeycloak;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.CredentialRepresentation;

/** What an operator sees of the build and the start of a server, and of a failure after a request. */
class FailuresForOperatorsIT {

    private static final String DATABASE = "operator";
    private static final String OPTION = "--spi-realm-restapi-extension--app-passwords--setup-realms=";
    private static final Pattern WARNING = Pattern.compile(
            "KC-SERVICES0047: (\\S+) \\((?:…|org\\.apppasswords\\.[\\w.]+\\.)(\\w+)\\) is implementing");

    private static Installation installation;
    private static Postgres postgres;
    private static Node node;

    private final MetricsEndpoint metrics = new MetricsEndpoint("http://localhost:9081");

    @BeforeAll
    static void startNode() {
        postgres = PreparedPostgres.start();
        postgres.create(DATABASE);
        String build = DocumentedBlock.read("monitoring.md", "build-with-metrics.console");
        installation = Installation.unpacked()
                .builtWith(build.strip().replace("$ kc.sh build ", "").split(" ", -1));
        String[] options = Stream.concat(Stream.of(postgres.options(DATABASE)), Stream.of(OPTION + "nowhere,master"))
                .toArray(String[]::new);
        node = Node.start(installation, "operator", 8081, Node.quiet(options)).awaitReady();
        NodeRealm.create(node, realm -> {});
    }

    @AfterAll
    static void stopEverything() {
        if (node != null) {
            node.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    @Test
    void theReadmeShowsTheWarningsOfTheBuild() throws IOException {
        String readme = Files.readString(ProjectFiles.ROOT.resolve("README.md"))
                .lines()
                .filter(line -> TestedKeycloak.isBefore(26, 7, 0) || !line.endsWith("(only before Keycloak 26.7)"))
                .collect(Collectors.joining("\n"));

        assertThat(warnings(Files.readString(installation.log("build"))))
                .isNotEmpty()
                .isEqualTo(warnings(readme));
    }

    @Test
    void aRealmThatIsNotProvisionedAtStartupIsReported() {
        assertThat(metrics.text()).contains("keycloak_app_passwords_provisioned_at_startup{realm=\"nowhere\"}");
        assertThat(metrics.value("provisioned_at_startup", Map.of("realm", "nowhere")))
                .isZero();
        assertThat(metrics.value("provisioned_at_startup", Map.of("realm", "master")))
                .isEqualTo(1);
        assertThat(node.log()).contains("realm nowhere does not exist, so it is not provisioned");
    }

    @Test
    void aRevocationByThePolicyThatFailsIsReported() {
        TestUsers users = new TestUsers(node.admin().realm(NodeRealm.NAME));
        String userId = users.create("keeps", SeededAppPassword.of("abcdefghijklmnopqrstuvwx"));
        postgres.execute(DATABASE, """
                create function refuse() returns trigger language plpgsql
                as $$ begin raise exception 'refused by the test'; end $$""");
        postgres.execute(DATABASE, """
                create trigger refuse before delete on credential
                for each row when (old.type = 'app-password') execute function refuse()""");
        try {
            resetPassword(userId);
        } finally {
            postgres.execute(DATABASE, "drop trigger refuse on credential");
        }

        assertThat(users.appPasswords(userId)).hasSize(1);
        assertThat(policyRevocations("failed")).isEqualTo(1);
        assertThat(policyRevocations("done")).isZero();
        assertThat(node.log()).contains("could not revoke the app passwords of user " + userId);

        resetPassword(userId);

        assertThat(users.appPasswords(userId)).isEmpty();
        assertThat(policyRevocations("failed")).isEqualTo(1);
        assertThat(policyRevocations("done")).isEqualTo(1);
    }

    private double policyRevocations(String outcome) {
        return metrics.value("policy_revocations_total", Map.of("realm", NodeRealm.NAME, "outcome", outcome));
    }

    private static void resetPassword(String userId) {
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue("another account password");
        node.admin().realm(NodeRealm.NAME).users().get(userId).resetPassword(password);
    }

    /** Returns the providers that a text has warnings about. */
    private static Set<String> warnings(String text) {
        return WARNING.matcher(text)
                .results()
                .map((MatchResult warning) -> warning.group(1) + " " + warning.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
