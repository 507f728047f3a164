package org.apppasswords.keycloak.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apppasswords.keycloak.benchmark.Wrk.Result;
import org.apppasswords.keycloak.it.support.server.Waiting;

/** The cost of a realm with many users, compared with one of a hundred. */
final class Size {

    private static final String SMALL = "small";
    private static final String LARGE = "large";
    private static final int APP_PASSWORDS = 3;
    private static final int FEW = 100;
    private static final int CONNECTIONS = 8;
    private static final int PAGE = 1000;
    private static final Duration ENOUGH = Duration.ofSeconds(4);

    private static final String COUNT =
            "select count(*) from credential join user_entity on user_entity.id = user_id join"
                    + " realm on realm.id = realm_id where realm.name = 'large' and type = 'app-password'";
    // An expiry that users chose, not the policy: the app password is removed with the next sign-in.
    private static final String END_LONG_AGO = """
            update credential set credential_data = replace(credential_data, '"expiresAt" : null', '"expiresAt" : 1')
            from user_entity join realm on realm.id = realm_id where user_entity.id = user_id and realm.name = 'large'
            and type = 'app-password' and user_label = 'App 1'
            and username in (select 'user-' || n from generate_series(0, %d - 1) n)
            """;

    private final Stand stand;
    private final Scale scale;
    private final People few;
    private final People many;
    private final People fewOfMany;

    Size(Stand stand, Scale scale) {
        this.stand = stand;
        this.scale = scale;
        this.few = new People("user", FEW, APP_PASSWORDS);
        this.many = new People("user", scale.manyUsers(), APP_PASSWORDS);
        this.fewOfMany = new People("user", FEW, APP_PASSWORDS);
    }

    void measure(Report report) {
        report.add("# Size", "").addAll(Machine.describe(stand)).addAll(fill());
        SignIns signIns = new SignIns();
        report.addAll(signIns.measure()).chart("sign-ins", "Mean latency of a sign-in", signIns.chart());
        report.addAll(administration());
    }

    private List<String> fill() {
        stand.create(BenchmarkRealm.named(SMALL));
        stand.create(BenchmarkRealm.named(LARGE));
        long now = System.currentTimeMillis();
        stand.create(few, SMALL, BenchmarkRealm.MODEL, now);
        long start = System.nanoTime();
        stand.create(many, LARGE, BenchmarkRealm.MODEL, now);
        double seconds = (System.nanoTime() - start) / 1e9;
        stand.execute("vacuum analyze");
        return List.of(
                String.format(
                        Locale.ROOT,
                        "A realm of %,d users with %d app passwords each, inserted into the database in %.0f seconds, beside one"
                                + " of %d users. The user cache has Keycloak's own size, 10,000 users.",
                        many.count(),
                        APP_PASSWORDS,
                        seconds,
                        FEW),
                "");
    }

    /** Alternates sign-ins in both realms. */
    private final class SignIns {

        private final Requests small = grants(SMALL).appPasswords("small", BenchmarkRealm.APP_PASSWORDS, few);
        private final Requests large = grants(LARGE).appPasswords("large", BenchmarkRealm.APP_PASSWORDS, fewOfMany);
        private final Requests everybody = grants(LARGE).appPasswords("everybody", BenchmarkRealm.APP_PASSWORDS, many);

        private final Series smallWarm = new Series();
        private final Series largeWarm = new Series();
        private final Series smallCold = new Series();
        private final Series largeCold = new Series();
        private final Series smallRate = new Series();
        private final Series everybodyRate = new Series();
        private final Series smallTail = new Series();
        private final Series everybodyTail = new Series();

        List<String> measure() {
            if (!scale.warmUp().isZero()) {
                for (Requests requests : List.of(small, large, everybody)) {
                    Wrk.run(requests, CONNECTIONS, scale.warmUp().multipliedBy(3));
                }
            }
            for (int round = 0; round < scale.rounds(); round++) {
                if (round % 2 == 0) {
                    round(true);
                    round(false);
                } else {
                    round(false);
                    round(true);
                }
            }
            return List.of(
                    "## Sign-ins",
                    "",
                    String.format(
                            Locale.ROOT,
                            "Mean latency in ms of sequential sign-ins; %d rounds. Warm: the same %d users repeatedly."
                                    + " Cold: the user cache is emptied, and %d users sign in once.",
                            scale.rounds(),
                            FEW,
                            scale.users()),
                    "",
                    "| | " + FEW + " users | | | " + String.format(Locale.ROOT, "%,d", many.count())
                            + " users | | | ratio | | | aim |",
                    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
                    row("warm", smallWarm, largeWarm, "at most 1.10"),
                    row("cold", smallCold, largeCold, "at most 1.10"),
                    "",
                    "Random users, most of them not in the cache, with " + CONNECTIONS + " connections:",
                    "",
                    "| | " + FEW + " users, warm | | | everybody | | | ratio | | | |",
                    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
                    row("sign-ins per second", smallRate, everybodyRate, ""),
                    row("99th percentile, ms", smallTail, everybodyTail, ""),
                    "");
        }

        Chart chart() {
            return new Chart("Mean latency of a sign-in in ms: median of the rounds, and from minimum to maximum")
                    .bar(FEW + " users, warm cache", smallWarm, false)
                    .bar(many.count() + " users, warm cache", largeWarm, true)
                    .bar(FEW + " users, cold cache", smallCold, false)
                    .bar(many.count() + " users, cold cache", largeCold, true);
        }

        private void round(boolean ofSmall) {
            Result warm = Wrk.run(ofSmall ? small : large, 1, scale.turn());
            (ofSmall ? smallWarm : largeWarm).add(warm.millis().mean());
            String realm = ofSmall ? SMALL : LARGE;
            stand.node().admin().realm(realm).clearUserCache();
            Requests once = grants(realm)
                    .of(
                            "cold " + realm,
                            grants(realm).eachOnce(BenchmarkRealm.APP_PASSWORDS, ofSmall ? few : many, scale.users()));
            (ofSmall ? smallCold : largeCold)
                    .add(Wrk.once(once, scale.users(), ENOUGH).millis().mean());
            Result loaded = Wrk.run(ofSmall ? small : everybody, CONNECTIONS, scale.turn());
            (ofSmall ? smallRate : everybodyRate).add(loaded.perSecond());
            (ofSmall ? smallTail : everybodyTail).add(loaded.millis().p99());
        }

        private static String row(String words, Series one, Series other, String aim) {
            return "| " + words + " | " + one.cells("%.2f") + " | " + other.cells("%.2f") + " | "
                    + other.by(one).cells("%.2f") + " | " + aim + " |";
        }
    }

    private Grants grants(String realm) {
        return new Grants(stand.realmUrl(realm));
    }

    private List<String> administration() {
        long pid = stand.node().pid();
        AdminCalls calls = new AdminCalls(stand.node(), LARGE);
        int pages = many.count() * APP_PASSWORDS / PAGE;
        Walk json = Walk.through("inventory, JSON", pid, pages, calls::json);
        Walk csv = Walk.through("inventory, CSV", pid, pages, calls::csv);
        List<String> plans = new QueryPlans(stand).of(() -> calls.json(json.middle()), "credential");
        int parts = many.count() / 10 / PAGE + 1;
        Walk dryRun = Walk.through("revoke, dry run", pid, parts, after -> calls.revoke("postfix", true, after));
        Walk revoke = Walk.through("revoke", pid, parts, after -> calls.revoke("postfix", false, after));
        long all = (long) many.count() * APP_PASSWORDS;
        checkThatItStartsInTheMiddle(plans.get(0));
        check("the inventory in JSON", all, json.count());
        check("the inventory as CSV", all, csv.count());
        check("the dry run", (many.count() + 9) / 10, dryRun.count());
        check("the revocation", dryRun.count(), revoke.count());
        check("the remaining app passwords", all - revoke.count(), stand.number(COUNT));
        List<String> report = new ArrayList<>(List.of(
                "## Inventory and clean-up",
                "",
                "All pages, 1000 app passwords or users on each. Heap: live objects after a full collection, at the start"
                        + " and after each tenth of the way.",
                ""));
        report.addAll(Walk.heading());
        List.of(json, csv, dryRun, revoke).forEach(walk -> report.add(walk.row()));
        report.add("");
        report.addAll(removal());
        report.addAll(List.of(
                "### The inventory's query",
                "",
                "Hibernate's query for a page in the middle, and PostgreSQL's plan from `auto_explain`:",
                ""));
        report.addAll(List.of("```", plans.get(0), "```", ""));
        return report;
    }

    // An app password that expired long ago is removed when its user signs in.
    private List<String> removal() {
        int ended = Math.min(scale.users(), many.count());
        stand.execute(END_LONG_AGO.formatted(Math.min(FEW, many.count())));
        stand.node().admin().realm(LARGE).clearUserCache();
        long before = stand.number(COUNT);
        Requests once = grants(LARGE).firstOfEach("expired", BenchmarkRealm.APP_PASSWORDS, fewOfMany);
        Result result = Wrk.once(once, ended, ENOUGH);
        // A sign-in is answered before the removal, which is a transaction of its own.
        Waiting.until("the expired app passwords are removed", () -> before - stand.number(COUNT) >= ended);
        check("the removal of expired app passwords", ended, before - stand.number(COUNT));
        return List.of(
                String.format(
                        Locale.ROOT,
                        "The next sign-in removes expired app passwords: one each of %d users, at %.1f ms per sign-in.",
                        ended,
                        result.millis().mean()),
                "");
    }

    // Without it, each page reads the table from its beginning, which is cheap here and expensive in a large realm.
    private static void checkThatItStartsInTheMiddle(String plan) {
        if (!plan.contains("ce1_0.USER_ID>=")) {
            throw new IllegalStateException("The plan has no index condition for credentials: " + plan);
        }
    }

    private static void check(String what, long expected, long actual) {
        if (expected != actual) {
            throw new IllegalStateException(what + ": " + actual + " instead of " + expected);
        }
    }
}
