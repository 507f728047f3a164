package org.apppasswords.keycloak.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.ProjectFiles;
import org.keycloak.util.JsonSerialization;

/**
 * The load generator wrk, which keeps a number of connections busy, each sending the next request after an answer.
 */
final class Wrk {

    private static final Path SCRIPT = ProjectFiles.ROOT.resolve("benchmarks/src/test/wrk/requests.lua");

    private static final int COLD_RUNS = 5;

    private Wrk() {}

    /**
     * The result of a run.
     *
     * @param requests number of answered requests
     * @param perSecond answered requests per second; meaningless for a run that stopped early
     * @param millis response times
     */
    record Result(long requests, double perSecond, Latency millis) {}

    /** Response times in milliseconds. */
    record Latency(double min, double mean, double p50, double p90, double p99, double max) {}

    /**
     * Sends requests for this duration.
     *
     * @throws IllegalStateException if a request fails, or is unexpectedly rejected or accepted
     */
    static Result run(Requests requests, int connections, Duration time) {
        return run(requests, connections, time, 0);
    }

    /** Sends this many requests in sequence; the duration must be long enough. */
    static Result once(Requests requests, int count, Duration time) {
        Result result = run(requests, 1, time, count);
        if (result.requests() < count) {
            throw new IllegalStateException(
                    requests.name() + ": only " + result.requests() + " of " + count + " answers in " + time);
        }
        return result;
    }

    private static Result run(Requests requests, int connections, Duration time, int limit) {
        JsonNode json = send(requests, connections, time, limit);
        // A server that has just started may not answer a single request within a short time.
        for (int i = 0; i < COLD_RUNS && json.path("requests").longValue() == 0; i++) {
            json = send(requests, connections, time, limit);
        }
        return result(requests, json);
    }

    private static JsonNode send(Requests requests, int connections, Duration time, int limit) {
        Program.Result ended = new Program(List.of(
                        "wrk",
                        "--threads",
                        "1",
                        "--connections",
                        String.valueOf(connections),
                        "--duration",
                        time.toSeconds() + "s",
                        "--timeout",
                        "30s",
                        "--script",
                        SCRIPT.toString(),
                        requests.url(),
                        "--",
                        requests.file().toString(),
                        requests.method(),
                        String.valueOf(limit)))
                .within(time.plusSeconds(60))
                .run();
        return json(ended);
    }

    private static Result result(Requests requests, JsonNode json) {
        long count = json.path("requests").longValue();
        long rejected = json.path("rejected").longValue();
        if (count == 0 || json.path("failed").longValue() > 0 || rejected != (requests.rejected() ? count : 0)) {
            throw new IllegalStateException(requests.name() + ": " + json);
        }
        return new Result(
                count,
                count * 1e6 / json.path("micros").doubleValue(),
                new Latency(
                        millis(json, "min"),
                        millis(json, "mean"),
                        millis(json, "p50"),
                        millis(json, "p90"),
                        millis(json, "p99"),
                        millis(json, "max")));
    }

    private static JsonNode json(Program.Result ended) {
        int start = ended.output().indexOf("{\"requests\"");
        if (ended.status() != 0 || start < 0) {
            throw new IllegalStateException(ended.output());
        }
        try {
            return JsonSerialization.mapper.readTree(ended.output().substring(start));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double millis(JsonNode json, String field) {
        return json.path(field).doubleValue() / 1000;
    }
}
