package org.apppasswords.keycloak.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class VerificationCacheTest {

    private static final byte[] PASSWORD = "Grüße, Mail 7!".getBytes(StandardCharsets.UTF_8);

    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1000);
    private final VerificationCache cache = new VerificationCache(nanoTime::get);
    private final ImportedHash hash = read("{SSHA256}P1VTqGXz6snpJN6mf1YyAwpBWc1e+34NYS+7fRS1rfFGonul");

    @Test
    void containsOnlyWhatMatched() {
        cache.add("id", hash, PASSWORD);

        assertThat(cache.contains("id", hash, PASSWORD)).isTrue();
        assertThat(cache.contains("id2", hash, PASSWORD)).isFalse();
        assertThat(cache.contains("id", hash, "Grüße, Mail 8!".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(cache.toString()).isEqualTo("VerificationCache[hidden]");
    }

    @Test
    void aChangedHashIsNotContained() {
        cache.add("id", hash, PASSWORD);

        assertThat(cache.contains(
                        "id", read("{SSHA256}LoKMxs80Lxmf017LiWrtsj6CjKKIvJZUwmtPVHUI/5yqOG1gEvOGCQ=="), PASSWORD))
                .isFalse();
    }

    @Test
    void forgetsAfterAnHour() {
        cache.add("id", hash, PASSWORD);

        nanoTime.addAndGet(VerificationCache.LIFETIME.toNanos());
        assertThat(cache.contains("id", hash, PASSWORD)).isTrue();
        nanoTime.incrementAndGet();
        assertThat(cache.contains("id", hash, PASSWORD)).isFalse();
        nanoTime.addAndGet(-VerificationCache.LIFETIME.toNanos());
        assertThat(cache.contains("id", hash, PASSWORD)).isFalse();
    }

    @Test
    void removesTheLeastRecentlyUsedEntryWhenItIsFull() {
        cache.add("first", hash, PASSWORD);
        cache.add("second", hash, PASSWORD);
        assertThat(cache.contains("first", hash, PASSWORD)).isTrue();
        for (int i = 2; i <= VerificationCache.MAX_ENTRIES; i++) {
            cache.add("more" + i, hash, PASSWORD);
        }

        assertThat(cache.contains("first", hash, PASSWORD)).isTrue();
        assertThat(cache.contains("second", hash, PASSWORD)).isFalse();
        assertThat(cache.contains("more2", hash, PASSWORD)).isTrue();
    }

    @Test
    void anotherInstanceHasAnotherKey() {
        assertThat(new VerificationCache().hmac("id", hash, PASSWORD)).isNotEqualTo(cache.hmac("id", hash, PASSWORD));
    }

    private static ImportedHash read(String written) {
        try {
            return PasswordHashParser.parse(written);
        } catch (UnsupportedHashException e) {
            throw new IllegalStateException(e);
        }
    }
}
