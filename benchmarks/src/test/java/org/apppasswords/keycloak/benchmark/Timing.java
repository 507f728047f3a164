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
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What the timing of a rejection reveals although its text is the same: all kinds of rejections take turns, one request
 * each.
 */
final class Timing {

    private static final String REALM = "timing";
    private static final String WRONG = "wrongwrongwrongwrongwron";
    private static final String UNKNOWN = "nobody";
    private static final String BCRYPT = "$2b$10$MVEKI3Ewo/7Ln5ekXUDxxu/NJPVZwK2e2hJeiEMBc.W6PL9jxLj7e";
    private static final String ARGON2 =
            "$argon2id$v=19$m=19456,t=2,p=1$GKf2pJVoQS57sBDqMEz1CA$UwVsiUCQGdFNH5ESM8opA/I9xekJjYK8BBA6kRO4Zm4";

    /** The difference is large, and a request takes a hundred times as long. */
    private static final int ONE_SLOW_OF = 20;

    /** Slower answers are caused by the machine; dudect omits them too. */
    private static final double CROPPED_ABOVE = 0.9;

    /** Why a request is rejected. */
    private enum Kind {
        WRONG_ONE("wrong, the user has one app password", null),
        NO_APP_PASSWORD("the user has none", WRONG_ONE),
        WRONG_TWO("wrong, the user has two", WRONG_ONE),
        WRONG_MANY("wrong, the user has 25", WRONG_ONE),
        NO_USER("the user does not exist", WRONG_ONE),
        WRONG_SERVICE("right, but for another service, the user has two", WRONG_TWO),
        WRONG_BCRYPT("wrong, the user has an imported one, bcrypt with cost 10", WRONG_ONE),
        WRONG_ARGON2("wrong, the user has an imported one, Argon2id with 19 MiB", WRONG_ONE);

        final String words;
        final Kind base;

        /**
         * @param base the baseline: differs only in what the time could reveal
         */
        Kind(String words, Kind base) {
            this.words = words;
            this.base = base;
        }

        /** Returns whether the server computes a slow hash. */
        boolean isSlow() {
            return this == WRONG_BCRYPT || this == WRONG_ARGON2;
        }
    }

    private final Stand stand;
    private final Scale scale;
    private final People one;
    private final People two;
    private final People many;
    private final People none;
    private final People bcrypt;
    private final People argon2;
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
        this.bcrypt = new People("bcrypt", scale.users(), 1);
        this.argon2 = new People("argon2", scale.users(), 1);
    }

    void measure(Report report) {
        stand.create(BenchmarkRealm.named(REALM));
        for (People people : List.of(one, two, many, none, bcrypt, argon2)) {
            stand.create(people, REALM, BenchmarkRealm.MODEL, System.currentTimeMillis());
        }
        stand.replaceHashes(bcrypt, REALM, "bcrypt", BCRYPT);
        stand.replaceHashes(argon2, REALM, "argon2", ARGON2);
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
            millis.put(kind, new double[kind.isSlow() ? Math.max(2, samples / ONE_SLOW_OF) : samples]);
        }
        List<Kind> order = new ArrayList<>(List.of(Kind.values()));
        for (int sample = 0; sample < samples; sample++) {
            Collections.shuffle(order, random);
            for (Kind kind : order) {
                double[] taken = millis.get(kind);
                int between = samples / taken.length;
                if (sample % between == 0 && sample / between < taken.length) {
                    taken[sample / between] = ask(kind);
                }
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
            case WRONG_BCRYPT -> Grants.body("postfix", bcrypt.username(user), WRONG);
            case WRONG_ARGON2 -> Grants.body("postfix", argon2.username(user), WRONG);
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
        Function<Kind, double[]> cropped = kind -> crop(
                millis.get(kind),
                quantile(
                        millis.entrySet().stream()
                                .filter(other -> kind.isSlow()
                                        ? other.getKey() == kind
                                        : !other.getKey().isSlow())
                                .map(Map.Entry::getValue),
                        CROPPED_ABOVE));
        List<String> report = new ArrayList<>(List.of(
                String.format(
                        Locale.ROOT,
                        "%,d sequential requests of each kind over one connection, in random order, after a fifth"
                                + " as many as a warm-up; the users are in the user cache. All answers are equal, byte for"
                                + " byte. Welch's t of each kind to another: beyond ±%.1f is a difference. Cropped:"
                                + " without answers that are slower than %.0f %% of all, or with a slow hash, of the same"
                                + " kind. Of the kinds with a slow hash, one request in %d.",
                        samples,
                        Welch.THRESHOLD,
                        CROPPED_ABOVE * 100,
                        ONE_SLOW_OF),
                "",
                "| rejected because | mean, ms | mean, cropped | compared with | t | t, cropped |",
                "| --- | ---: | ---: | --- | ---: | ---: |"));
        millis.forEach((kind, all) -> report.add(String.format(
                Locale.ROOT,
                "| %s | %.3f | %.3f | %s |",
                kind.words,
                Welch.mean(all),
                Welch.mean(cropped.apply(kind)),
                kind.base == null
                        ? "| |"
                        : String.format(
                                Locale.ROOT,
                                "%s | %.1f | %.1f",
                                kind.base.words,
                                Welch.t(all, millis.get(kind.base)),
                                Welch.t(cropped.apply(kind), cropped.apply(kind.base))))));
        return report;
    }

    private static double quantile(Stream<double[]> millis, double share) {
        double[] sorted = millis.flatMapToDouble(Arrays::stream).sorted().toArray();
        return sorted[(int) (sorted.length * share)];
    }

    private static double[] crop(double[] sample, double limit) {
        return Arrays.stream(sample).filter(value -> value <= limit).toArray();
    }
}
