package org.apppasswords.keycloak.autoconfig;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apppasswords.keycloak.connection.RealmConnections;

/**
 * Caches the connections of realms for a few seconds, because the request does not require a sign-in and a look-up
 * takes several queries. Requests during a look-up wait for it and share its result. One instance serves the whole
 * server.
 */
public final class AutoconfigCache {

    /** A change of a client or flow takes effect within this time. */
    static final Duration LIFESPAN = Duration.ofSeconds(5);

    /** Beyond this number, the realm with the oldest look-up is dropped. */
    static final int MAX_REALMS = 100;

    private final LongSupplier nanoTime;

    // Sorted by the start of the look-up. Guarded by its own monitor.
    private final Map<String, LookUp> lookUps = new LinkedHashMap<>();

    public AutoconfigCache() {
        this(System::nanoTime);
    }

    AutoconfigCache(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private record LookUp(FutureTask<RealmConnections> task, long startedAt) {}

    /** Returns the cached value of this realm, or the result of the look-up. A failed look-up is not cached. */
    RealmConnections get(String realmId, Supplier<RealmConnections> lookUp) {
        LookUp current = currentOr(realmId, new LookUp(new FutureTask<>(lookUp::get), nanoTime.getAsLong()));
        // Does nothing if the task has run, or runs in another thread.
        current.task().run();
        try {
            return current.task().get();
        } catch (ExecutionException e) {
            forget(realmId, current);
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Returns the number of cached realms. */
    int size() {
        synchronized (lookUps) {
            return lookUps.size();
        }
    }

    private LookUp currentOr(String realmId, LookUp next) {
        synchronized (lookUps) {
            LookUp known = lookUps.get(realmId);
            if (known != null && next.startedAt() - known.startedAt() < LIFESPAN.toNanos()) {
                return known;
            }
            lookUps.remove(realmId);
            lookUps.put(realmId, next);
            if (lookUps.size() > MAX_REALMS) {
                Iterator<String> oldestFirst = lookUps.keySet().iterator();
                oldestFirst.next();
                oldestFirst.remove();
            }
            return next;
        }
    }

    private void forget(String realmId, LookUp failed) {
        synchronized (lookUps) {
            lookUps.remove(realmId, failed);
        }
    }
}
