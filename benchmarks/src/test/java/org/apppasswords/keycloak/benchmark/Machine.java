package org.apppasswords.keycloak.benchmark;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** What the figures were taken on. */
final class Machine {

    private Machine() {}

    static List<String> describe() {
        Runtime runtime = Runtime.getRuntime();
        return List.of(
                "# Benchmark report",
                "",
                "Written by `benchmarks/run.sh`. Figures of one machine: compare the ratios, not the numbers.",
                "",
                "- " + LocalDate.now(ZoneOffset.UTC) + ", " + System.getProperty("os.name") + " "
                        + System.getProperty("os.arch")
                        + ", " + runtime.availableProcessors() + " processors, Java "
                        + Runtime.version().feature(),
                "- one Keycloak in production mode, PostgreSQL and the load on the same machine",
                "");
    }
}
