package org.apppasswords.ldap.server;

import java.time.Duration;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.apppasswords.ldap.directory.Deadline;
import org.apppasswords.ldap.keycloak.KeycloakException;

/** Finds out whether Keycloak answers and accepts the client of every service, at most once in a few seconds. */
final class Readiness {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final Bridge bridge;
    private final Lock checking = new ReentrantLock();
    private volatile boolean wasReady;
    private volatile long checkedAt = System.nanoTime() - INTERVAL.toNanos();

    Readiness(Bridge bridge) {
        this.bridge = bridge;
    }

    /** Returns the last known result while another thread finds out: waiting for it would block health and metrics. */
    boolean isReady() {
        if (System.nanoTime() - checkedAt >= INTERVAL.toNanos() && checking.tryLock()) {
            try {
                wasReady = check();
                checkedAt = System.nanoTime();
            } finally {
                checking.unlock();
            }
        }
        return wasReady;
    }

    private boolean check() {
        boolean isReady = true;
        for (Service service : bridge.services()) {
            try {
                service.directory().check(Deadline.in(TIMEOUT));
            } catch (KeycloakException e) {
                bridge.log().warnSometimes(e.getMessage());
                isReady = false;
            }
        }
        return isReady;
    }
}
