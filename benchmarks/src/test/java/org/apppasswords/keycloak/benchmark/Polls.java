package org.apppasswords.keycloak.benchmark;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Many devices that poll for some time, each at its own random intervals. */
final class Polls {

    // Only those that wait for an answer need one: a few at a time.
    private static final int THREADS = 64;

    private final int port;
    private final Scale scale;
    private final Random random = new Random(26);
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(THREADS);

    private final List<Poll> accepted = Collections.synchronizedList(new ArrayList<>());
    private final List<Poll> refused = Collections.synchronizedList(new ArrayList<>());
    private final List<String> errors = Collections.synchronizedList(new ArrayList<>());

    private long start;

    /**
     * One that was answered as it should be.
     *
     * @param atSeconds since the start
     * @param millis that LOGIN took
     * @param lateMillis by how much the machine was too busy to begin it in time
     */
    record Poll(double atSeconds, double millis, double lateMillis) {}

    Polls(int port, Scale scale) {
        this.port = port;
        this.scale = scale;
    }

    /** Lets them poll; returns when all have had their last answer. */
    void run(List<Device> devices) {
        start = System.nanoTime();
        for (Device device : devices) {
            schedule(device, random.nextDouble() * scale.longestPoll().toNanos());
        }
        try {
            TimeUnit.NANOSECONDS.sleep(scale.morning().toNanos());
            // What is due is done; nothing more is scheduled.
            clock.shutdown();
            if (!clock.awaitTermination(2, TimeUnit.MINUTES)) {
                throw new IllegalStateException("The last devices get no answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    List<Poll> accepted() {
        return accepted;
    }

    List<Poll> refused() {
        return refused;
    }

    List<String> errors() {
        return errors;
    }

    private void schedule(Device device, double nanos) {
        long due = System.nanoTime() + (long) nanos;
        if (due - start < scale.morning().toNanos()) {
            // What goes wrong is among the errors.
            var unused = clock.schedule(() -> poll(device, due), (long) nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void poll(Device device, long due) {
        long begun = System.nanoTime();
        try {
            double millis = device.poll(port);
            (device.revoked() ? refused : accepted).add(new Poll((begun - start) / 1e9, millis, (begun - due) / 1e6));
        } catch (IOException | RuntimeException e) {
            errors.add(device + ": " + e);
        }
        Duration spread = scale.longestPoll().minus(scale.shortestPoll());
        synchronized (random) {
            schedule(device, scale.shortestPoll().toNanos() + random.nextDouble() * spread.toNanos());
        }
    }
}
