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

/** What {@link Traffic} was told: a creation or revocation that is in here was acknowledged, and must stay. */
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

    /** The app passwords whose creation was acknowledged: id and secret. */
    public Map<String, String> created() {
        return created;
    }

    /** Those whose revocation was. */
    public Set<String> revoked() {
        return revoked;
    }

    /** Those that nobody has asked to revoke. */
    public Map<String, String> kept() {
        Map<String, String> kept = new HashMap<>(created);
        kept.keySet().removeAll(askedToRevoke);
        return kept;
    }

    /** How many sign-ins succeeded, on the first node or after it. */
    public int signIns() {
        return signIns.get();
    }

    /** How many failed on every node. */
    public int failedSignIns() {
        return failedSignIns.get();
    }

    /** The longest that a successful one took, with all attempts. */
    public Duration longestSignIn() {
        return Duration.ofNanos(longestSignIn.get());
    }

    /** What was refused though it is right, or broke. */
    public List<String> unexpected() {
        return List.copyOf(unexpected);
    }

    /** How often there was which answer: what was asked, status and error. */
    public Map<String, Integer> answers() {
        return new TreeMap<>(answers);
    }

    /** Fails if the store lacks what was created, or has what was revoked. */
    public void assertKeptBy(Postgres postgres, String database) {
        Set<String> stored = postgres.texts(database, "select id from credential where type = 'app-password'");
        assertThat(created).as("something was created: %s", this).isNotEmpty();
        assertThat(revoked).as("something was revoked: %s", this).isNotEmpty();
        assertThat(stored).as("what was created is there").containsAll(kept().keySet());
        Set<String> resurrected = new HashSet<>(revoked);
        resurrected.retainAll(stored);
        assertThat(resurrected).as("what was revoked is gone").isEmpty();
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

    /** What was asked at this path may have been done, though nobody said so. */
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
