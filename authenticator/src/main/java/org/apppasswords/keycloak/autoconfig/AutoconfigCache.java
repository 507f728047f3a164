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
 * Keeps for some seconds how the services of a realm are reached. Anybody may ask for that, and looking it up takes several
 * queries. Requests that come during a look-up wait for it and share its outcome. One instance serves the whole server.
 */
public final class AutoconfigCache {

    /** A change of a client or flow shows after this time at the latest. */
    static final Duration LIFESPAN = Duration.ofSeconds(5);

    /** The realm that was looked up first is dropped when there are more. */
    static final int MAX_REALMS = 100;

    private final LongSupplier nanoTime;

    // Guarded by itself; in the order of the look-ups.
    private final Map<String, LookUp> lookUps = new LinkedHashMap<>();

    public AutoconfigCache() {
        this(System::nanoTime);
    }

    AutoconfigCache(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private record LookUp(FutureTask<RealmConnections> task, long startedAt) {}

    /** What is kept of this realm, or else what the look-up finds. Nothing is kept of a look-up that fails. */
    RealmConnections get(String realmId, Supplier<RealmConnections> lookUp) {
        LookUp current = currentOr(realmId, new LookUp(new FutureTask<>(lookUp::get), nanoTime.getAsLong()));
        // Does nothing if it has run, or runs in another thread.
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

    /** How many realms are kept. */
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
