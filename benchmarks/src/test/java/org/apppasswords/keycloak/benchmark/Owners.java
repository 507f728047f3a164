package org.apppasswords.keycloak.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.cluster.Node;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.Http;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.Waiting;

/**
 * Users who repeatedly create an app password on one of two nodes, rename it on the other, sign in on both, and revoke
 * it.
 */
final class Owners {

    private static final Duration BETWEEN_CREATIONS = Duration.ofSeconds(4);

    /** The nodes exchange changes in this time. */
    private static final Duration EXCHANGE = Duration.ofSeconds(1);

    private final String realm;
    private final People people;
    private final List<Node> nodes;
    private final List<String> tokens = new ArrayList<>();
    private final AtomicInteger completed = new AtomicInteger();
    private final List<String> errors = Collections.synchronizedList(new ArrayList<>());

    Owners(String realm, People people, List<Node> nodes) {
        this.realm = realm;
        this.people = people;
        this.nodes = nodes;
    }

    /** Signs all of them in to the account console. Their tokens must outlive what follows. */
    void signIn() {
        String url = nodes.get(0).realmUrl(realm);
        for (int owner = 0; owner < people.count(); owner++) {
            AccountConsole console = new AccountConsole(url);
            Person person = new Person(people.username(owner), BenchmarkRealm.PASSWORD);
            tokens.add(console.accessToken(SignIn.complete(new Browser().open(console.signIn()), person)));
        }
    }

    /** Works for this time; returns after the last answer. */
    void run(Duration time) {
        ScheduledExecutorService clock = Executors.newScheduledThreadPool(people.count());
        for (int owner = 0; owner < people.count(); owner++) {
            int number = owner;
            long first = BETWEEN_CREATIONS.toMillis() * owner / people.count();
            // The errors contain each failure.
            var unused = clock.scheduleWithFixedDelay(
                    () -> turn(number), first, BETWEEN_CREATIONS.toMillis(), TimeUnit.MILLISECONDS);
        }
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
            clock.shutdown();
            if (!clock.awaitTermination(2, TimeUnit.MINUTES)) {
                throw new IllegalStateException("The last users got no answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Returns the number of app passwords that were created, renamed and revoked. */
    int completed() {
        return completed.get();
    }

    List<String> errors() {
        return List.copyOf(errors);
    }

    private void turn(int owner) {
        try {
            change(owner, completed.get() % 2);
            completed.incrementAndGet();
        } catch (RuntimeException | Error e) {
            errors.add(people.username(owner) + ": " + e);
        }
    }

    private void change(int owner, int first) {
        Node one = nodes.get(first);
        Node other = nodes.get(1 - first);
        JsonNode created = Answer.parse(call(201, one, owner, "POST", "", name()));
        String id = "/" + created.path("id").asText();
        String letters = created.path("password").asText();
        expect(200, one, owner, letters, Duration.ZERO);
        expect(200, other, owner, letters, EXCHANGE);
        call(200, other, owner, "PATCH", id, name());
        call(204, one, owner, "DELETE", id, "");
        expect(400, one, owner, letters, Duration.ZERO);
        expect(400, other, owner, letters, EXCHANGE);
    }

    private void expect(int status, Node node, int owner, String letters, Duration timeout) {
        TokenEndpoint tokenEndpoint = new TokenEndpoint(node.realmUrl(realm));
        Waiting.until(
                "a sign-in is answered with " + status,
                timeout,
                () -> tokenEndpoint
                                .directGrant(BenchmarkRealm.APP_PASSWORDS, people.username(owner), letters)
                                .status()
                        == status);
    }

    /** Calls the account API; returns the body of its answer. */
    private String call(int status, Node node, int owner, String method, String path, String body) {
        HttpResponse<String> response =
                Http.send(HttpRequest.newBuilder(URI.create(node.realmUrl(realm) + "/app-passwords" + path))
                        .header("Authorization", "Bearer " + tokens.get(owner))
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body)));
        if (response.statusCode() != status) {
            throw new IllegalStateException(method + ": " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }

    private static String name() {
        return "{\"name\":\"" + UUID.randomUUID() + "\"}";
    }
}
