package org.apppasswords.keycloak.benchmark;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apppasswords.keycloak.benchmark.AdminCalls.Page;

/** The cost of a page of the inventory, at the start, in the middle and at the end of a large table, on two databases. */
final class InventoryCost {

    private static final String REALM = "inventory";
    private static final String TABLE = "CREDENTIAL";
    private static final int APP_PASSWORDS = 3;
    private static final int SMALL_PAGE = 100;

    /** As many app passwords as in docs/architecture.md. */
    private static final int TIMES_THE_LARGE_REALM = 5;

    private final Stand stand;
    private final People people;

    InventoryCost(Stand stand, Scale scale) {
        this.stand = stand;
        this.people = new People("user", scale.manyUsers() * TIMES_THE_LARGE_REALM, APP_PASSWORDS);
    }

    /** The place of a page in the table. */
    private enum Place {
        START("at the start", 0),
        MIDDLE("in the middle", 0.5),
        END("in the last fiftieth", 1);

        final String words;
        final double share;

        Place(String words, double share) {
            this.words = words;
            this.share = share;
        }

        /** Returns the cursors of the pages that are there: a fiftieth of all. */
        List<String> of(List<String> cursors) {
            int count = Math.max(1, cursors.size() / 50);
            int first = (int) ((cursors.size() - count) * share);
            return cursors.subList(first, first + count);
        }
    }

    /**
     * What a database needs.
     *
     * @param all ms of each page of a walk through all pages
     * @param places ms of smaller pages, by {@link Place}
     */
    private record Cost(
            String database, Series all, double seconds, int pages, Map<Place, Series> places, String plan) {

        Series at(Place place) {
            return places.get(place);
        }
    }

    void measure(Report report) {
        stand.create(BenchmarkRealm.named(REALM));
        stand.create(people, REALM, BenchmarkRealm.MODEL, null);
        stand.execute("vacuum analyze");
        Benchmarks.progress("PostgreSQL");
        AdminCalls onPostgres = new AdminCalls(stand.node(), REALM);
        Cost postgres = cost(
                "PostgreSQL",
                onPostgres,
                page -> new QueryPlans(stand)
                        .of(page, TABLE.toLowerCase(Locale.ROOT))
                        .get(0));
        try (MariaDbStand other = MariaDbStand.start(stand.installation())) {
            other.node().admin().realms().create(BenchmarkRealm.named(REALM));
            other.create(people, REALM);
            Benchmarks.progress("MariaDB");
            Cost mariaDb = cost("MariaDB", new AdminCalls(other.node(), REALM), page -> other.plan(page, TABLE));
            report.add("# Inventory", "")
                    .addAll(Machine.describe(
                            stand.node(),
                            "one node on each database",
                            "PostgreSQL " + stand.text("show server_version") + ", MariaDB " + other.version()));
            report.addAll(tables(List.of(postgres, mariaDb))).aims(aims(List.of(postgres, mariaDb)));
        }
    }

    private interface Explainer {
        String plan(Runnable page);
    }

    private Cost cost(String database, AdminCalls calls, Explainer explainer) {
        List<String> cursors = new ArrayList<>();
        Series all = new Series();
        long count = 0;
        int pages = 0;
        long start = System.nanoTime();
        Optional<String> next = Optional.empty();
        do {
            long begun = System.nanoTime();
            Page page = calls.json(next);
            all.add((System.nanoTime() - begun) / 1e6);
            count += page.count();
            pages++;
            next = page.next();
            next.ifPresent(cursors::add);
        } while (next.isPresent());
        double seconds = (System.nanoTime() - start) / 1e9;
        if (count != (long) people.count() * APP_PASSWORDS) {
            throw new IllegalStateException(database + ": " + count + " app passwords were listed");
        }
        Map<Place, Series> places = new EnumMap<>(Place.class);
        for (Place place : Place.values()) {
            Series millis = new Series();
            for (String cursor : place.of(cursors)) {
                long begun = System.nanoTime();
                calls.json(Optional.of(cursor), SMALL_PAGE);
                millis.add((System.nanoTime() - begun) / 1e6);
            }
            places.put(place, millis);
        }
        Optional<String> middle = Optional.of(Place.MIDDLE.of(cursors).get(0));
        return new Cost(database, all, seconds, pages, places, explainer.plan(() -> calls.json(middle, SMALL_PAGE)));
    }

    private List<String> tables(List<Cost> costs) {
        List<String> report = new ArrayList<>(List.of(
                String.format(
                        Locale.ROOT,
                        "%,d users with %d app passwords each and an account password. Both databases have the memory"
                                + " settings that they have by default. Milliseconds; min, **median** and max.",
                        people.count(),
                        APP_PASSWORDS),
                "",
                "## All pages, 1000 app passwords on each",
                "",
                "| | pages | seconds | ms per page | | |",
                "| --- | ---: | ---: | ---: | ---: | ---: |"));
        costs.forEach(cost -> report.add(String.format(
                Locale.ROOT,
                "| %s | %,d | %.1f | %s |",
                cost.database(),
                cost.pages(),
                cost.seconds(),
                cost.all().cells("%.1f"))));
        report.addAll(List.of(
                "",
                "## Pages with 100 app passwords",
                "",
                "| | at the start | | | in the middle | | | in the last fiftieth | | |",
                "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"));
        for (Cost cost : costs) {
            report.add("| " + cost.database() + " | " + cost.at(Place.START).cells("%.1f") + " | "
                    + cost.at(Place.MIDDLE).cells("%.1f") + " | "
                    + cost.at(Place.END).cells("%.1f") + " |");
        }
        for (Cost cost : costs) {
            report.addAll(List.of(
                    "",
                    "## The query on " + cost.database(),
                    "",
                    "Hibernate's query for a page in the middle, and the database's plan with actual figures:",
                    "",
                    "```",
                    cost.plan(),
                    "```"));
        }
        report.add("");
        return report;
    }

    private static List<Aim> aims(List<Cost> costs) {
        List<Aim> aims = new ArrayList<>();
        for (Cost cost : costs) {
            for (Place place : List.of(Place.MIDDLE, Place.END)) {
                aims.add(Aim.atMost(
                        1000,
                        cost.database() + ", ms of a page of 100 " + place.words,
                        cost.at(place).median()));
            }
            aims.add(Aim.atMost(
                    3,
                    cost.database() + ", a page of 100 in the middle relative to one at the start",
                    cost.at(Place.MIDDLE).median() / cost.at(Place.START).median()));
        }
        return aims;
    }
}
