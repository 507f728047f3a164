package org.apppasswords.keycloak.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.server.Waiting;

/** PostgreSQL's actual plans for Hibernate's queries, as {@code auto_explain} logs them. */
final class QueryPlans {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Stand stand;

    QueryPlans(Stand stand) {
        this.stand = stand;
    }

    /**
     * Returns the plans of an action's queries on this table, each from "Query Text" on. Repeats the action until there
     * is one.
     *
     * @throws AssertionError if there is none
     */
    List<String> of(Runnable action, String table) {
        int before = log().length();
        List<String> plans = new ArrayList<>();
        explain(true);
        try {
            // A plan is logged when its query ends, which can be after the answer, with the transaction. PostgreSQL's
            // logger is a separate process and adds a delay.
            Waiting.until("the plan is logged", TIMEOUT, () -> {
                action.run();
                plans.addAll(read(log().substring(before), table));
                return !plans.isEmpty();
            });
        } finally {
            explain(false);
        }
        return plans;
    }

    private static List<String> read(String log, String table) {
        List<String> plans = new ArrayList<>();
        StringBuilder plan = null;
        for (String line : log.split("\n", -1)) {
            if (line.contains("plan:") && line.contains("duration:")) {
                add(plans, plan, table);
                plan = new StringBuilder();
            } else if (plan != null && line.startsWith("\t")) {
                plan.append(line.substring(1)).append('\n');
            } else if (plan != null) {
                add(plans, plan, table);
                plan = null;
            }
        }
        return plans;
    }

    private static void add(List<String> plans, StringBuilder plan, String table) {
        if (plan != null && plan.toString().toLowerCase(Locale.ROOT).contains("from " + table + " ")) {
            plans.add(plan.toString().strip());
        }
    }

    private void explain(boolean on) {
        stand.execute("alter system set auto_explain.log_min_duration = " + (on ? 0 : -1));
        stand.execute("alter system set auto_explain.log_analyze = " + on);
        stand.execute("alter system set auto_explain.log_buffers = " + on);
        stand.execute("select pg_reload_conf()");
        String wanted = on ? "0" : "-1";
        Waiting.until(
                "PostgreSQL has read its settings",
                TIMEOUT,
                () -> stand.text("show auto_explain.log_min_duration").equals(wanted));
    }

    private String log() {
        try (Stream<Path> files = Files.list(stand.databaseFolder().resolve("log"))) {
            StringBuilder log = new StringBuilder();
            for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
                log.append(Files.readString(file));
            }
            return log.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
