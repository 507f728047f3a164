package org.apppasswords.keycloak.benchmark;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * What the timing of a rejection reveals although its text is the same: all kinds of rejections take turns, one request
 * each.
 */
final class Timing {

    private static final String REALM = "timing";
    private static final String WRONG = "wrongwrongwrongwrongwron";
    private static final String UNKNOWN = "nobody";

    /** Slower answers are caused by the machine; dudect omits them too. */
    private static final double CROPPED_ABOVE = 0.9;

    /** Why a request is rejected. */
    private enum Kind {
        WRONG_ONE("wrong, the user has one app password", null),
        NO_APP_PASSWORD("the user has none", WRONG_ONE),
        WRONG_TWO("wrong, the user has two", WRONG_ONE),
        WRONG_MANY("wrong, the user has 25", WRONG_ONE),
        NO_USER("the user does not exist", WRONG_ONE),
        WRONG_SERVICE("right, but for another service, the user has two", WRONG_TWO);

        final String words;
        final Kind base;

        /**
         * @param base the baseline: differs only in what the time could reveal
         */
        Kind(String words, Kind base) {
            this.words = words;
            this.base = base;
        }
    }

    private final Stand stand;
    private final Scale scale;
    private final People one;
    private final People two;
    private final People many;
    private final People none;
    private final Random random = new Random(26);
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final Set<String> answers = new HashSet<>();

    Timing(Stand stand, Scale scale) {
        this.stand = stand;
        this.scale = scale;
        this.one = new People("one", scale.users(), 1);
        this.two = new People("two", scale.users(), 2);
        this.many = new People("many", scale.users(), 25);
        this.none = new People("none", scale.users(), 0);
    }

    void measure(Report report) {
        stand.create(BenchmarkRealm.named(REALM));
        for (People people : List.of(one, two, many, none)) {
            stand.create(people, REALM, BenchmarkRealm.MODEL, System.currentTimeMillis());
        }
        stand.execute("vacuum analyze");
        int samples = scale.logins() / 10;
        take(samples / 5);
        Map<Kind, double[]> millis = take(samples);
        if (answers.size() != 1) {
            throw new IllegalStateException("The answers differ: " + answers);
        }
        report.add("# What the timing of a rejection reveals", "")
                .addAll(Machine.describe(stand))
                .addAll(table(samples, millis));
    }

    private Map<Kind, double[]> take(int samples) {
        Map<Kind, double[]> millis = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            millis.put(kind, new double[samples]);
        }
        List<Kind> order = new ArrayList<>(List.of(Kind.values()));
        for (int sample = 0; sample < samples; sample++) {
            Collections.shuffle(order, random);
            for (Kind kind : order) {
                millis.get(kind)[sample] = ask(kind);
            }
        }
        return millis;
    }

    private double ask(Kind kind) {
        int user = random.nextInt(scale.users());
        String body = switch (kind) {
            case WRONG_ONE -> Grants.body("postfix", one.username(user), WRONG);
            case NO_APP_PASSWORD -> Grants.body("postfix", none.username(user), WRONG);
            case WRONG_TWO -> Grants.body("postfix", two.username(user), WRONG);
            case WRONG_MANY -> Grants.body("postfix", many.username(user), WRONG);
            case NO_USER -> Grants.body("postfix", UNKNOWN + "-" + user, WRONG);
            // The second app password works for Dovecot only.
            case WRONG_SERVICE -> Grants.body("postfix", two.username(user), two.secret(user, 1));
        };
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(stand.realmUrl(REALM) + "/protocol/openid-connect/token"))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            long start = System.nanoTime();
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            double millis = (System.nanoTime() - start) / 1e6;
            answers.add(response.statusCode() + " " + response.body());
            return millis;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static List<String> table(int samples, Map<Kind, double[]> millis) {
        double limit = quantile(millis, CROPPED_ABOVE);
        List<String> report = new ArrayList<>(List.of(
                String.format(
                        Locale.ROOT,
                        "%,d sequential requests of each kind over one connection, in random order, after a fifth"
                                + " as many as a warm-up; the users are in the user cache. All answers are equal, byte for"
                                + " byte. Welch's t of each kind to another: beyond ±%.1f is a difference. Cropped:"
                                + " without answers that are slower than %.0f %% of all.",
                        samples,
                        Welch.THRESHOLD,
                        CROPPED_ABOVE * 100),
                "",
                "| rejected because | mean, ms | mean, cropped | compared with | t | t, cropped |",
                "| --- | ---: | ---: | --- | ---: | ---: |"));
        millis.forEach((kind, all) -> report.add(String.format(
                Locale.ROOT,
                "| %s | %.3f | %.3f | %s |",
                kind.words,
                Welch.mean(all),
                Welch.mean(crop(all, limit)),
                kind.base == null ? "| |" : comparison(kind, all, millis.get(kind.base), limit))));
        return report;
    }

    private static String comparison(Kind kind, double[] sample, double[] base, double limit) {
        return String.format(
                Locale.ROOT,
                "%s | %.1f | %.1f",
                kind.base.words,
                Welch.t(sample, base),
                Welch.t(crop(sample, limit), crop(base, limit)));
    }

    private static double quantile(Map<Kind, double[]> millis, double share) {
        double[] sorted = millis.values().stream()
                .flatMapToDouble(Arrays::stream)
                .sorted()
                .toArray();
        return sorted[(int) (sorted.length * share)];
    }

    private static double[] crop(double[] sample, double limit) {
        return Arrays.stream(sample).filter(value -> value <= limit).toArray();
    }
}
