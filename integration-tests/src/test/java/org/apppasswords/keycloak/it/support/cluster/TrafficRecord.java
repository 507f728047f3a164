package org.apppasswords.keycloak.it.support.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apppasswords.keycloak.it.support.server.Postgres;
import org.keycloak.util.JsonSerialization;

/** Answers to {@link Traffic}: an acknowledged creation or revocation must persist. */
public final class TrafficRecord {

    private final Map<String, String> created = new ConcurrentHashMap<>();
    private final Set<String> askedToRevoke = ConcurrentHashMap.newKeySet();
    private final Set<String> revoked = ConcurrentHashMap.newKeySet();
    private final Set<String> doubtful = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> answers = new ConcurrentHashMap<>();
    private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();
    private final AtomicInteger signIns = new AtomicInteger();
    private final AtomicInteger failedSignIns = new AtomicInteger();
    private final AtomicLong longestSignIn = new AtomicLong();

    TrafficRecord() {}

    /** Ids and secrets of the app passwords whose creation was acknowledged. */
    public Map<String, String> created() {
        return created;
    }

    /** Ids of the app passwords whose revocation was acknowledged. */
    public Set<String> revoked() {
        return revoked;
    }

    /** Returns the app passwords without a request for revocation. */
    public Map<String, String> kept() {
        Map<String, String> kept = new HashMap<>(created);
        kept.keySet().removeAll(askedToRevoke);
        return kept;
    }

    /** Returns the number of successful sign-ins, on the first or a later node. */
    public int signIns() {
        return signIns.get();
    }

    /** Returns the number of sign-ins that failed on every node. */
    public int failedSignIns() {
        return failedSignIns.get();
    }

    /** Returns the longest time of a successful sign-in, with all attempts. */
    public Duration longestSignIn() {
        return Duration.ofNanos(longestSignIn.get());
    }

    /** Returns the valid requests that were rejected, and the unexpected errors. */
    public List<String> unexpected() {
        return List.copyOf(unexpected);
    }

    /** Returns the number of answers by request, status and error. */
    public Map<String, Integer> answers() {
        return new TreeMap<>(answers);
    }

    /** Asserts that the store has the created app passwords and none of the revoked ones. */
    public void assertKeptBy(Postgres postgres, String database) {
        Set<String> stored = postgres.texts(database, "select id from credential where type = 'app-password'");
        assertThat(created).as("created: %s", this).isNotEmpty();
        assertThat(revoked).as("revoked: %s", this).isNotEmpty();
        assertThat(stored).as("created app passwords are stored").containsAll(kept().keySet());
        Set<String> resurrected = new HashSet<>(revoked);
        resurrected.retainAll(stored);
        assertThat(resurrected).as("revoked app passwords are deleted").isEmpty();
    }

    void created(String id, String secret) {
        created.put(id, secret);
    }

    void asksToRevoke(String id) {
        askedToRevoke.add(id);
    }

    void revoked(String id) {
        revoked.add(id);
    }

    /** Marks a request at this path as possibly executed without acknowledgement. */
    void doubts(String path) {
        doubtful.add(path.substring(path.lastIndexOf('/') + 1));
    }

    boolean isUnanswered(String id) {
        return doubtful.contains(id);
    }

    void signedIn(Duration time) {
        signIns.incrementAndGet();
        longestSignIn.accumulateAndGet(time.toNanos(), Math::max);
    }

    void noSignIn() {
        failedSignIns.incrementAndGet();
    }

    void unexpected(String what) {
        unexpected.add(what);
    }

    void unanswered(String what) {
        count(what + " no answer");
    }

    void answered(String what, HttpResponse<String> response) {
        String error = "";
        if (response.statusCode() >= 400) {
            error = " " + error(response.body());
        }
        count(what + " " + response.statusCode() + error);
    }

    @Override
    public String toString() {
        return answers() + ", longest sign-in " + longestSignIn().toMillis() + " ms, unexpected " + unexpected;
    }

    private void count(String answer) {
        answers.merge(answer, 1, Integer::sum);
    }

    private static String error(String body) {
        try {
            JsonNode error = JsonSerialization.mapper.readTree(body).path("error");
            return error.isTextual() ? error.textValue() : "without an error: " + body;
        } catch (JsonProcessingException e) {
            return "not JSON: " + body;
        }
    }
}
