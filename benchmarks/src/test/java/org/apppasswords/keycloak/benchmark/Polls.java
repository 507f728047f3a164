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

/** Many devices that poll for some time, each at random intervals. */
final class Polls {

    // Only devices that wait for an answer need a thread: a few at a time.
    private static final int THREADS = 64;

    private final int port;
    private final Scale scale;
    private final Duration time;
    private final Random random = new Random(26);
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(THREADS);

    private final List<Poll> accepted = Collections.synchronizedList(new ArrayList<>());
    private final List<Poll> rejected = Collections.synchronizedList(new ArrayList<>());
    private final List<String> errors = Collections.synchronizedList(new ArrayList<>());

    private long start;

    /**
     * A poll with the expected answer.
     *
     * @param atSeconds seconds since the start
     * @param millis duration of LOGIN
     * @param lateMillis delay of its start on a busy machine
     */
    record Poll(double atSeconds, double millis, double lateMillis) {}

    /**
     * Creates polls of the mail server at this port.
     *
     * @param time how long the devices poll, at the intervals of the scale
     */
    Polls(int port, Scale scale, Duration time) {
        this.port = port;
        this.scale = scale;
        this.time = time;
    }

    /** Lets the devices poll; returns after the last answer. */
    void run(List<Device> devices) {
        start = System.nanoTime();
        for (Device device : devices) {
            schedule(device, random.nextDouble() * scale.longestPoll().toNanos());
        }
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
            // Due polls run; no more are scheduled.
            clock.shutdown();
            if (!clock.awaitTermination(2, TimeUnit.MINUTES)) {
                throw new IllegalStateException("The last devices got no answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    List<Poll> accepted() {
        return accepted;
    }

    List<Poll> rejected() {
        return rejected;
    }

    List<String> errors() {
        return errors;
    }

    private void schedule(Device device, double nanos) {
        long due = System.nanoTime() + (long) nanos;
        if (due - start < time.toNanos()) {
            // The errors contain each failure.
            var unused = clock.schedule(() -> poll(device, due), (long) nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void poll(Device device, long due) {
        long begun = System.nanoTime();
        try {
            double millis = device.poll(port);
            (device.revoked() ? rejected : accepted).add(new Poll((begun - start) / 1e9, millis, (begun - due) / 1e6));
        } catch (IOException | RuntimeException e) {
            errors.add(device + ": " + e);
        }
        Duration spread = scale.longestPoll().minus(scale.shortestPoll());
        synchronized (random) {
            schedule(device, scale.shortestPoll().toNanos() + random.nextDouble() * spread.toNanos());
        }
    }
}
