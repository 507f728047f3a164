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
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.util.JsonSerialization;

/**
 * The impact of one user, or of an unauthenticated client, on other users: a user sends hundreds of concurrent renames
 * while others sign in; an unauthenticated client requests the mail servers.
 */
final class Flood {

    private static final String REALM = "flood";
    private static final int RENAMES = 300;
    private static final int CONNECTIONS = 8;
    private static final Duration BETWEEN_SIGN_INS = Duration.ofMillis(20);
    private static final Duration BETWEEN_BURSTS = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String APP_PASSWORDS = "/app-passwords";

    /** The load while others sign in. */
    private enum Load {
        IDLE("nothing"),
        KEYCLOAK("300 concurrent requests to Keycloak's own account API, every second"),
        BURSTS("300 concurrent renames, every second"),
        ENDLESS("300 connections that rename without a pause");

        final String words;

        Load(String words) {
            this.words = words;
        }
    }

    private final Stand stand;
    private final Scale scale;
    private final People people;
    private final String realmUrl;
    private final HttpClient signIns = client();
    private final HttpClient renames = client();
    private final AtomicInteger names = new AtomicInteger();

    private final Map<Load, Series> median = new EnumMap<>(Load.class);
    private final Map<Load, Series> p99 = new EnumMap<>(Load.class);
    private final Map<Load, Series> longest = new EnumMap<>(Load.class);
    private final Map<Load, Map<Integer, Integer>> answers = new EnumMap<>(Load.class);

    Flood(Stand stand, Scale scale) {
        this.stand = stand;
        this.scale = scale;
        this.people = new People("one", scale.users(), 1);
        this.realmUrl = stand.realmUrl(REALM);
    }

    void measure(Report report) {
        RealmRepresentation realm = BenchmarkRealm.named(REALM);
        // Without the roles, the account APIs reject their tokens.
        realm.getUsers().forEach(user -> user.setRealmRoles(List.of("default-roles-" + REALM)));
        stand.create(realm);
        stand.create(people, REALM, BenchmarkRealm.MODEL, System.currentTimeMillis());
        stand.execute("vacuum analyze");
        report.add("# A flood of requests", "").addAll(Machine.describe(stand));
        report.addAll(renamesOfOneUser());
        report.addAll(mailServers());
    }

    private List<String> renamesOfOneUser() {
        if (!scale.isSmoke()) {
            for (Load load : Load.values()) {
                turn(load);
            }
            answers.clear();
            List.of(median, p99, longest).forEach(Map::clear);
        }
        List<Load> order = new ArrayList<>(List.of(Load.values()));
        Random random = new Random(26);
        for (int round = 0; round < scale.rounds(); round++) {
            Benchmarks.progress("round " + (round + 1) + " of " + scale.rounds());
            Collections.shuffle(order, random);
            order.forEach(this::turn);
        }
        List<String> report = new ArrayList<>(List.of(
                "## Renames of one user while others sign in",
                "",
                String.format(
                        Locale.ROOT,
                        "%d rounds with a turn of %d seconds for each load, in random order. Every %d ms a user signs in"
                                + " by app password, even if the previous sign-in is unanswered; times count from"
                                + " the scheduled start. Milliseconds; min, **median** and max of the rounds.",
                        scale.rounds(),
                        length().toSeconds(),
                        BETWEEN_SIGN_INS.toMillis()),
                "",
                "| meanwhile | median | | | 99th percentile | | | to idle | | | longest | | | answers |",
                "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |"));
        for (Load load : Load.values()) {
            report.add("| " + load.words + " | " + median.get(load).cells("%.1f") + " | "
                    + p99.get(load).cells("%.1f") + " | "
                    + p99.get(load).by(p99.get(Load.IDLE)).cells("%.2f") + " | "
                    + longest.get(load).cells("%.0f") + " | " + answers.getOrDefault(load, Map.of()) + " |");
        }
        report.add("");
        return report;
    }

    private Duration length() {
        return scale.isSmoke() ? scale.turn() : scale.turn().multipliedBy(3);
    }

    private void turn(Load load) {
        String token = load == Load.IDLE ? "" : accessToken();
        String id = load == Load.IDLE ? "" : appPassword(token);
        AtomicBoolean open = new AtomicBoolean(true);
        List<CompletableFuture<?>> flood = new ArrayList<>();
        if (load == Load.ENDLESS) {
            for (int i = 0; i < RENAMES; i++) {
                flood.add(again(load, token, id, open));
            }
        }
        List<CompletableFuture<Double>> measured = new ArrayList<>();
        long start = System.nanoTime();
        long nextBurst = start;
        for (long due = start; due - start < length().toNanos(); due += BETWEEN_SIGN_INS.toNanos()) {
            LockSupport.parkNanos(due - System.nanoTime());
            if ((load == Load.BURSTS || load == Load.KEYCLOAK)
                    && due >= nextBurst
                    && flood.stream().allMatch(CompletableFuture::isDone)) {
                flood.addAll(Stream.generate(() -> load == Load.KEYCLOAK ? profile(token) : rename(load, token, id))
                        .limit(RENAMES)
                        .toList());
                nextBurst = due + BETWEEN_BURSTS.toNanos();
            }
            measured.add(signIn(measured.size(), due));
        }
        double[] millis =
                measured.stream().mapToDouble(CompletableFuture::join).sorted().toArray();
        open.set(false);
        flood.forEach(CompletableFuture::join);
        add(median, load, millis[millis.length / 2]);
        add(p99, load, millis[millis.length * 99 / 100]);
        add(longest, load, millis[millis.length - 1]);
    }

    private CompletableFuture<Double> signIn(int number, long due) {
        // Other users than the one who renames.
        int user = 1 + number % (people.count() - 1);
        String grant = Grants.body(BenchmarkRealm.APP_PASSWORDS, people.username(user), people.secret(user, 0));
        HttpRequest request = HttpRequest.newBuilder(URI.create(realmUrl + "/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .timeout(TIMEOUT)
                .POST(BodyPublishers.ofString(grant))
                .build();
        return signIns.sendAsync(request, BodyHandlers.ofString()).thenApply(answer -> {
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("sign-in: " + answer.statusCode() + " " + answer.body());
            }
            return (System.nanoTime() - due) / 1e6;
        });
    }

    private CompletableFuture<HttpResponse<String>> again(Load load, String token, String id, AtomicBoolean open) {
        return rename(load, token, id)
                .thenCompose(answer ->
                        open.get() ? again(load, token, id, open) : CompletableFuture.completedFuture(answer));
    }

    private CompletableFuture<HttpResponse<String>> rename(Load load, String token, String id) {
        String name = "{\"name\":\"Name " + names.incrementAndGet() + "\"}";
        HttpRequest request = api("/" + id, token)
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString(name))
                .build();
        return count(load, renames.sendAsync(request, BodyHandlers.ofString()));
    }

    private CompletableFuture<HttpResponse<String>> profile(String token) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(stand.frontendUrl(REALM) + "/account"))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json")
                .build();
        return count(Load.KEYCLOAK, renames.sendAsync(request, BodyHandlers.ofString()));
    }

    private CompletableFuture<HttpResponse<String>> count(Load load, CompletableFuture<HttpResponse<String>> request) {
        return request.whenComplete((answer, failure) -> {
            int status = failure == null ? answer.statusCode() : 0;
            if (status == 401) {
                throw new IllegalStateException("rejected: " + answer.body());
            }
            synchronized (answers) {
                answers.computeIfAbsent(load, key -> new TreeMap<>()).merge(status, 1, Integer::sum);
            }
        });
    }

    private HttpRequest.Builder api(String path, String token) {
        return HttpRequest.newBuilder(URI.create(stand.frontendUrl(REALM) + APP_PASSWORDS + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token);
    }

    private String accessToken() {
        AccountConsole console = new AccountConsole(stand.frontendUrl(REALM));
        Person person = new Person(people.username(0), BenchmarkRealm.PASSWORD);
        return console.accessToken(SignIn.complete(new Browser().open(console.signIn()), person));
    }

    private String appPassword(String token) {
        try {
            String list = renames.send(api("", token).GET().build(), BodyHandlers.ofString())
                    .body();
            return JsonSerialization.mapper
                    .readTree(list)
                    .at("/appPasswords/0/id")
                    .textValue();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private List<String> mailServers() {
        Requests autoconfig =
                get("autoconfig", APP_PASSWORDS + "/autoconfig/mail/config-v1.1.xml?emailaddress=alice%40example.org");
        Requests discovery = get("discovery", "/.well-known/openid-configuration");
        Series ours = new Series();
        Series keycloaks = new Series();
        if (!scale.isSmoke()) {
            for (Requests requests : List.of(autoconfig, discovery)) {
                Wrk.run(requests, CONNECTIONS, scale.turn());
            }
        }
        for (int round = 0; round < scale.rounds(); round++) {
            ours.add(Wrk.run(autoconfig, CONNECTIONS, scale.turn()).perSecond());
            keycloaks.add(Wrk.run(discovery, CONNECTIONS, scale.turn()).perSecond());
        }
        return List.of(
                "## The mail servers, without a sign-in",
                "",
                CONNECTIONS + " connections, each sending the next request after an answer. min, **median** and max.",
                "",
                "| | requests per second | | |",
                "| --- | ---: | ---: | ---: |",
                "| the file with the mail servers | " + ours.cells("%.0f") + " |",
                "| Keycloak's own discovery document | " + keycloaks.cells("%.0f") + " |",
                "| ratio | " + ours.by(keycloaks).cells("%.2f") + " |",
                "");
    }

    private Requests get(String name, String path) {
        return Requests.write(name, "GET", realmUrl + path, false, List.of(new Requests.Request("", List.of())));
    }

    private static void add(Map<Load, Series> all, Load load, double value) {
        all.computeIfAbsent(load, key -> new Series()).add(value);
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .build();
    }
}
