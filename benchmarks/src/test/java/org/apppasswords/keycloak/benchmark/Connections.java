package org.apppasswords.keycloak.benchmark;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apppasswords.keycloak.benchmark.Wrk.Latency;
import org.apppasswords.keycloak.benchmark.Wrk.Result;

/**
 * A load generator for protocols other than HTTP. Keeps a number of connections busy, each sending the next request
 * after an answer, like {@link Wrk}.
 */
final class Connections {

    private Connections() {}

    /** A connection of a program to a server. */
    interface Connection extends Closeable {

        /** Sends a request for a random user, and waits for the answer. Fails if it is not the expected one. */
        void request() throws Exception;

        @Override
        default void close() throws IOException {
            // For protocols without connections.
        }
    }

    /** Opens connections. */
    interface Connector {

        /**
         * Opens a connection.
         *
         * @param number number of the connection, from 0
         */
        Connection open(int number) throws Exception;
    }

    /**
     * Sends requests for this duration.
     *
     * @throws IllegalStateException if a request fails
     */
    static Result run(Connector connector, int connections, Duration time) {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            long start = System.nanoTime();
            long end = start + time.toNanos();
            List<Future<double[]>> running = IntStream.range(0, connections)
                    .mapToObj(number -> threads.submit(() -> requests(connector, number, end)))
                    .toList();
            List<double[]> millis = new ArrayList<>();
            for (Future<double[]> connection : running) {
                millis.add(connection.get());
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            return result(
                    millis.stream().flatMapToDouble(Arrays::stream).sorted().toArray(), seconds);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static double[] requests(Connector connector, int number, long end) throws Exception {
        double[] millis = new double[1024];
        int count = 0;
        try (Connection connection = connector.open(number)) {
            long begun = System.nanoTime();
            do {
                connection.request();
                long answered = System.nanoTime();
                if (count == millis.length) {
                    millis = Arrays.copyOf(millis, 2 * count);
                }
                millis[count++] = (answered - begun) / 1e6;
                begun = answered;
            } while (begun < end);
        }
        return Arrays.copyOf(millis, count);
    }

    private static Result result(double[] sorted, double seconds) {
        return new Result(
                sorted.length,
                sorted.length / seconds,
                new Latency(
                        sorted[0],
                        Arrays.stream(sorted).average().orElseThrow(),
                        quantile(sorted, 0.5),
                        quantile(sorted, 0.9),
                        quantile(sorted, 0.99),
                        sorted[sorted.length - 1]));
    }

    private static double quantile(double[] sorted, double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
