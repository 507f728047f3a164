package org.apppasswords.ldap.keycloak;

import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Remembers answers for a few seconds. Bounded: if it is full, it forgets what is out of date, then arbitrary entries.
 * Holds no passwords and no results of sign-ins.
 */
public final class LookupCache<K, V> {

    private record Remembered<V>(V value, long until) {}

    private final ConcurrentHashMap<K, Remembered<V>> entries = new ConcurrentHashMap<>();
    private final long lifetimeNanos;
    private final int maxEntries;
    private final LongSupplier nanoClock;

    public LookupCache(Duration lifetime, int maxEntries) {
        this(lifetime, maxEntries, System::nanoTime);
    }

    LookupCache(Duration lifetime, int maxEntries, LongSupplier nanoClock) {
        this.lifetimeNanos = lifetime.toNanos();
        this.maxEntries = maxEntries;
        this.nanoClock = nanoClock;
    }

    /** Returns the value, or null if it is not remembered. */
    public V get(K key) {
        Remembered<V> remembered = entries.get(key);
        return remembered != null && remembered.until() - nanoClock.getAsLong() > 0 ? remembered.value() : null;
    }

    public void put(K key, V value) {
        if (lifetimeNanos == 0 || maxEntries == 0) {
            return;
        }
        if (entries.size() >= maxEntries) {
            makeRoom();
        }
        entries.put(key, new Remembered<>(value, nanoClock.getAsLong() + lifetimeNanos));
    }

    public void forget(K key) {
        entries.remove(key);
    }

    int size() {
        return entries.size();
    }

    private synchronized void makeRoom() {
        if (entries.size() < maxEntries) {
            return;
        }
        long now = nanoClock.getAsLong();
        entries.values().removeIf(remembered -> remembered.until() - now <= 0);
        Iterator<Map.Entry<K, Remembered<V>>> all = entries.entrySet().iterator();
        int surplus = entries.size() - maxEntries + Math.max(1, maxEntries / 10);
        for (; surplus > 0 && all.hasNext(); surplus--) {
            all.next();
            all.remove();
        }
    }
}
