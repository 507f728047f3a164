package org.apppasswords.keycloak.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;

/** Sign-ins per second, against the built-in grants in the same run; the kinds take turns. */
final class LoginCost {

    private static final int ROUNDS = 5;
    private static final int REQUESTS = 1500;
    private static final int REQUESTS_OF_A_SLOW_KIND = 80;

    private static final String APP_PASSWORD = "direct grant, app password";
    private static final String ACCOUNT_PASSWORD = "direct grant, account password (built in)";
    private static final String CLIENT_CREDENTIALS = "client credentials (built in)";

    private final BenchmarkRealm realm;

    LoginCost(BenchmarkRealm realm) {
        this.realm = realm;
    }

    List<String> measure() {
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        // The first round warms up.
        for (int round = 0; round <= ROUNDS; round++) {
            boolean counts = round > 0;
            run(rates, counts, APP_PASSWORD, REQUESTS, number -> realm.signInByAppPassword(user(number), number % 2));
            run(
                    rates,
                    counts,
                    ACCOUNT_PASSWORD,
                    REQUESTS_OF_A_SLOW_KIND,
                    number -> realm.signInByAccountPassword(user(number)));
            run(rates, counts, CLIENT_CREDENTIALS, REQUESTS, number -> realm.clientCredentials());
        }
        List<String> report = new ArrayList<>(List.of(
                "## Cost of a sign-in",
                "",
                ROUNDS + " rounds after one to warm up, 8 clients at once. Sign-ins per second.",
                "",
                "| kind | min | median | max | median to the account password's |",
                "| --- | ---: | ---: | ---: | ---: |"));
        double base = median(rates.get(ACCOUNT_PASSWORD));
        rates.forEach((kind, values) -> report.add(String.format(
                Locale.ROOT,
                "| %s | %.0f | %.0f | %.0f | %.1f |",
                kind,
                Collections.min(values),
                median(values),
                Collections.max(values),
                median(values) / base)));
        report.add("");
        return report;
    }

    private static void run(
            Map<String, List<Double>> rates, boolean counts, String kind, int requests, IntConsumer request) {
        double rate = Load.run(requests, request);
        if (counts) {
            rates.computeIfAbsent(kind, key -> new ArrayList<>()).add(rate);
        }
    }

    private static int user(int number) {
        return number / 2 % BenchmarkRealm.USERS;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
