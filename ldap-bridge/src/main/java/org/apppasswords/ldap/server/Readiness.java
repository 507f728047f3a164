package org.apppasswords.ldap.server;

import java.time.Duration;
import org.apppasswords.ldap.directory.Deadline;
import org.apppasswords.ldap.keycloak.KeycloakException;

/** Finds out whether Keycloak answers and accepts the client of every service, at most once in a few seconds. */
final class Readiness {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final Bridge bridge;
    private boolean wasReady;
    private long checkedAt = System.nanoTime() - INTERVAL.toNanos();

    Readiness(Bridge bridge) {
        this.bridge = bridge;
    }

    synchronized boolean isReady() {
        if (System.nanoTime() - checkedAt < INTERVAL.toNanos()) {
            return wasReady;
        }
        wasReady = true;
        for (Service service : bridge.services()) {
            try {
                service.directory().check(Deadline.in(TIMEOUT));
            } catch (KeycloakException e) {
                bridge.log().warnSometimes(e.getMessage());
                wasReady = false;
            }
        }
        checkedAt = System.nanoTime();
        return wasReady;
    }
}
