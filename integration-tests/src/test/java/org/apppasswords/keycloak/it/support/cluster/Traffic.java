package org.apppasswords.keycloak.it.support.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.Http;
import org.apppasswords.keycloak.it.support.server.Waiting;

/**
 * Typical load: programs sign in, and users create and revoke app passwords, on several nodes concurrently. Each
 * request goes to one node, and after a failure once to each of the others, as with a load balancer.
 */
public final class Traffic implements AutoCloseable {

    private static final int KEPT_BY_EACH_USER = 10;
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(100);

    private final List<String> realmUrls;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger turns = new AtomicInteger();
    private final TrafficRecord record = new TrafficRecord();
    private volatile boolean open = true;

    private Traffic(List<String> realmUrls) {
        this.realmUrls = realmUrls;
    }

    /** Returns traffic through the nodes with these realm URLs, without programs and users at first. */
    public static Traffic through(String... realmUrls) {
        return new Traffic(List.of(realmUrls));
    }

    /** Adds a program that signs in repeatedly with valid credentials. */
    public Traffic program(String username, String secret) {
        Map<String, String> grant = Map.of(
                "grant_type",
                "password",
                "client_id",
                "dovecot",
                "client_secret",
                "dovecot-secret",
                "username",
                username,
                "password",
                secret);
        return run(() -> signIn(grant));
    }

    /** Adds a user who repeatedly creates app passwords and revokes old ones. */
    public Traffic user(String accessToken) {
        ArrayDeque<String> mine = new ArrayDeque<>();
        return run(() -> {
            create(accessToken).ifPresent(mine::add);
            if (mine.size() > KEPT_BY_EACH_USER || (turns.get() % 2 == 0 && !mine.isEmpty())) {
                revoke(accessToken, mine.remove());
            }
        });
    }

    /** The record so far. */
    public TrafficRecord record() {
        return record;
    }

    /** Waits for this many more successful sign-ins, and a third as many creations. */
    public void awaitSignIns(int more) {
        int signIns = record.signIns() + more;
        int creations = record.created().size() + more / 3;
        Waiting.until(
                more + " more sign-ins: " + record,
                Duration.ofMinutes(2),
                () -> record.signIns() >= signIns && record.created().size() >= creations);
    }

    /** Stops the traffic and waits for outstanding answers. */
    @Override
    public void close() {
        open = false;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private Traffic run(Runnable turn) {
        Thread thread = new Thread(
                () -> {
                    while (open) {
                        try {
                            turn.run();
                        } catch (RuntimeException | AssertionError e) {
                            record.unexpected(e.toString());
                        }
                    }
                },
                "traffic");
        threads.add(thread);
        thread.start();
        return this;
    }

    private void signIn(Map<String, String> grant) {
        long start = System.nanoTime();
        Optional<HttpResponse<String>> answer = ask(
                "sign-in",
                url -> HttpRequest.newBuilder(URI.create(url + "/protocol/openid-connect/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(Http.form(grant))));
        if (answer.isEmpty()) {
            record.noSignIn();
        } else if (answer.get().statusCode() == 200) {
            record.signedIn(Duration.ofNanos(System.nanoTime() - start));
        } else {
            record.unexpected(
                    "sign-in: " + answer.get().statusCode() + " " + answer.get().body());
        }
    }

    private Optional<String> create(String accessToken) {
        // A new name for each attempt, because an unanswered attempt may have succeeded.
        Optional<HttpResponse<String>> answer = ask(
                "create",
                url -> api(url, "", accessToken)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"name\":\"" + UUID.randomUUID() + "\"}")));
        if (answer.isPresent() && answer.get().statusCode() == 201) {
            JsonNode json = Answer.parse(answer.get().body());
            record.created(json.path("id").asText(), json.path("password").asText());
            return Optional.of(json.path("id").asText());
        }
        answer.ifPresent(other -> record.unexpected("create: " + other.statusCode() + " " + other.body()));
        return Optional.empty();
    }

    private void revoke(String accessToken, String id) {
        record.asksToRevoke(id);
        Optional<HttpResponse<String>> answer =
                ask("revoke", url -> api(url, "/" + id, accessToken).DELETE());
        if (answer.isPresent()) {
            int status = answer.get().statusCode();
            // An unanswered first attempt may have succeeded.
            if (status == 204 || (status == 404 && record.isUnanswered(id))) {
                record.revoked(id);
            } else {
                record.unexpected("revoke: " + status + " " + answer.get().body());
            }
        }
    }

    /** Sends a request to one node after the other; returns empty if none answers. */
    private Optional<HttpResponse<String>> ask(String what, Request request) {
        int turn = turns.getAndIncrement();
        for (int attempt = 0; attempt < realmUrls.size(); attempt++) {
            String url = realmUrls.get((turn + attempt) % realmUrls.size());
            HttpRequest.Builder built = request.to(url);
            try {
                HttpResponse<String> response = Http.send(built);
                record.answered(what, response);
                if (response.statusCode() < 500) {
                    return Optional.of(response);
                }
            } catch (UncheckedIOException e) {
                record.unanswered(what);
            }
            // This node may have executed the request.
            record.doubts(built.copy().build().uri().getPath());
        }
        pause();
        return Optional.empty();
    }

    private static HttpRequest.Builder api(String url, String path, String accessToken) {
        return HttpRequest.newBuilder(URI.create(url + "/app-passwords" + path))
                .header("Authorization", "Bearer " + accessToken)
                .header("Accept", "application/json");
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_AFTER_FAILURE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Builds a request for the node with this realm URL. */
    private interface Request {

        HttpRequest.Builder to(String realmUrl);
    }
}
