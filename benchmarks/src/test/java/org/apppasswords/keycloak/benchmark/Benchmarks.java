package org.apppasswords.keycloak.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apppasswords.keycloak.it.support.Installation;
import org.apppasswords.keycloak.it.support.Node;
import org.apppasswords.keycloak.it.support.Postgres;
import org.apppasswords.keycloak.it.support.ProjectFiles;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.util.JsonSerialization;

/** Runs all benchmarks against one server and writes the report. */
public final class Benchmarks {

    private static final String DATABASE = "benchmark";

    private Benchmarks() {}

    /**
     * Measures, and writes the report.
     *
     * @param arguments the file to write
     */
    public static void main(String[] arguments) throws Exception {
        List<String> report = new ArrayList<>(Machine.describe());
        Installation installation = Installation.create();
        try (Postgres postgres = Postgres.start()) {
            postgres.create(DATABASE);
            try (Node node = Node.start(installation, "benchmark", 8081, Node.quiet(postgres.options(DATABASE)))
                    .awaitReady()) {
                node.admin().realms().create(realm());
                BenchmarkRealm realm = BenchmarkRealm.fill(node);
                report.addAll(new LoginCost(realm).measure());
                report.addAll(new LastUseWrites(realm, postgres, DATABASE).measure());
            }
        }
        Files.writeString(Path.of(arguments[0]), String.join("\n", report) + "\n");
    }

    // No stored events: they are Keycloak's own writes, and would hide ours.
    private static RealmRepresentation realm() throws IOException {
        try (InputStream json = Files.newInputStream(ProjectFiles.DEMO_REALM)) {
            RealmRepresentation realm = JsonSerialization.readValue(json, RealmRepresentation.class);
            realm.setEventsEnabled(false);
            realm.setAdminEventsEnabled(false);
            // It refuses a second sign-in of a user while the first one is under way.
            realm.setBruteForceProtected(false);
            return realm;
        }
    }
}
