package org.apppasswords.ldap.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LookupCacheTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 500_000_000L);

    @Test
    void anEntryIsForgottenAfterItsTime() {
        LookupCache<String, String> cache = new LookupCache<>(Duration.ofSeconds(1), 10, now::get);
        cache.put("a", "1");
        // The clock overflows meanwhile, as System.nanoTime() may.
        now.addAndGet(999_999_999L);
        assertThat(cache.get("a")).isEqualTo("1");
        now.addAndGet(1);
        assertThat(cache.get("a")).isNull();
    }

    @Test
    void itNeverHoldsMoreThanItsLimit() {
        LookupCache<Integer, String> cache = new LookupCache<>(Duration.ofSeconds(1), 100, now::get);
        for (int i = 0; i < 10_000; i++) {
            cache.put(i, "x");
            assertThat(cache.size()).isLessThanOrEqualTo(100);
            assertThat(cache.get(i)).isEqualTo("x");
        }
    }

    @Test
    void whatIsOutOfDateGoesFirst() {
        LookupCache<Integer, String> cache = new LookupCache<>(Duration.ofSeconds(1), 100, now::get);
        for (int i = 0; i < 50; i++) {
            cache.put(i, "old");
        }
        now.addAndGet(1_000_000_000L);
        for (int i = 50; i < 120; i++) {
            cache.put(i, "new");
        }
        for (int i = 50; i < 120; i++) {
            assertThat(cache.get(i)).isEqualTo("new");
        }
    }

    @Test
    void withoutALifetimeNothingIsRemembered() {
        LookupCache<String, String> cache = new LookupCache<>(Duration.ZERO, 10);
        cache.put("a", "1");
        assertThat(cache.get("a")).isNull();
        assertThat(cache.size()).isZero();
    }
}
