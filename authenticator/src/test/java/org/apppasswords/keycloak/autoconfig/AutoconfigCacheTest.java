package org.apppasswords.keycloak.autoconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apppasswords.keycloak.connection.RealmConnections;
import org.junit.jupiter.api.Test;

class AutoconfigCacheTest {

    private final AtomicLong now = new AtomicLong();
    private final AutoconfigCache cache = new AutoconfigCache(now::get);
    private final AtomicInteger lookUps = new AtomicInteger();

    @Test
    void oneLookUpServesAllRequestsDuringTheLifespan() {
        RealmConnections first = get("demo");

        now.addAndGet(AutoconfigCache.LIFESPAN.toNanos() - 1);

        assertThat(get("demo")).isSameAs(first);
        assertThat(lookUps).hasValue(1);
    }

    @Test
    void theValueExpiresAfterTheLifespan() {
        RealmConnections first = get("demo");

        now.addAndGet(AutoconfigCache.LIFESPAN.toNanos());

        assertThat(get("demo")).isNotSameAs(first);
        assertThat(lookUps).hasValue(2);
    }

    @Test
    void realmsHaveTheirOwnValues() {
        assertThat(get("one")).isNotSameAs(get("other"));
    }

    @Test
    void theNumberOfRealmsIsBounded() {
        for (int i = 0; i < 3 * AutoconfigCache.MAX_REALMS; i++) {
            get("realm " + i);
        }

        assertThat(cache.size()).isEqualTo(AutoconfigCache.MAX_REALMS);
        RealmConnections latest = get("realm " + (3 * AutoconfigCache.MAX_REALMS - 1));
        assertThat(get("realm " + (3 * AutoconfigCache.MAX_REALMS - 1))).isSameAs(latest);
    }

    @Test
    void aFailedLookUpIsNotCached() {
        assertThatThrownBy(() -> cache.get("demo", () -> {
                    throw new IllegalArgumentException("no database");
                }))
                .hasRootCauseMessage("no database");

        assertThat(cache.size()).isZero();
        assertThat(get("demo")).isNotNull();
    }

    @Test
    void concurrentRequestsShareOneLookUp() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        CountDownLatch lookingUp = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try {
            List<Future<RealmConnections>> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                all.add(threads.submit(() -> cache.get("demo", () -> {
                    lookingUp.countDown();
                    await(end);
                    return found();
                })));
            }
            lookingUp.await();
            end.countDown();

            for (Future<RealmConnections> one : all) {
                assertThat(one.get()).isSameAs(all.get(0).get());
            }
            assertThat(lookUps).hasValue(1);
        } finally {
            threads.shutdownNow();
        }
    }

    private RealmConnections get(String realmId) {
        return cache.get(realmId, this::found);
    }

    private RealmConnections found() {
        lookUps.incrementAndGet();
        return RealmConnections.of(null, List.of());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
