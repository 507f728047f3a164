package org.apppasswords.keycloak.it.support.server;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits until a condition holds. */
public final class Waiting {

    private static final long PAUSE_MILLIS = 50;

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(20);

    private Waiting() {}

    /** Returns as soon as the condition holds; fails if it does not within 20 seconds. */
    public static void until(String what, BooleanSupplier condition) {
        until(what, DEFAULT_TIMEOUT, condition);
    }

    /** Returns as soon as the condition holds; fails if it does not in time. */
    public static void until(String what, Duration timeout, BooleanSupplier condition) {
        long end = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + timeout + ": " + what);
            }
            pause(Duration.ofMillis(PAUSE_MILLIS));
        }
    }

    /** Returns after this time. Only where nothing shows when to continue, and being too early cannot fail a test. */
    public static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
