package org.apppasswords.keycloak.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class VerificationCacheTest {

    private static final byte[] PASSWORD = "Grüße, Mail 7!".getBytes(StandardCharsets.UTF_8);

    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1000);
    private final VerificationCache matches = new VerificationCache(nanoTime::get);
    private final ImportedHash hash = read("{SSHA256}P1VTqGXz6snpJN6mf1YyAwpBWc1e+34NYS+7fRS1rfFGonul");

    @Test
    void knowsWhatHasMatchedAndNothingElse() {
        matches.add("id", hash, PASSWORD);

        assertThat(matches.has("id", hash, PASSWORD)).isTrue();
        assertThat(matches.has("id2", hash, PASSWORD)).isFalse();
        assertThat(matches.has("id", hash, "Grüße, Mail 8!".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(matches.toString()).isEqualTo("VerificationCache[hidden]");
    }

    @Test
    void aChangedHashIsNotTakenForTheOldOne() {
        matches.add("id", hash, PASSWORD);

        assertThat(matches.has(
                        "id", read("{SSHA256}LoKMxs80Lxmf017LiWrtsj6CjKKIvJZUwmtPVHUI/5yqOG1gEvOGCQ=="), PASSWORD))
                .isFalse();
    }

    @Test
    void forgetsAfterAnHour() {
        matches.add("id", hash, PASSWORD);

        nanoTime.addAndGet(VerificationCache.KEPT.toNanos());
        assertThat(matches.has("id", hash, PASSWORD)).isTrue();
        nanoTime.incrementAndGet();
        assertThat(matches.has("id", hash, PASSWORD)).isFalse();
        nanoTime.addAndGet(-VerificationCache.KEPT.toNanos());
        assertThat(matches.has("id", hash, PASSWORD)).isFalse();
    }

    @Test
    void forgetsTheOneNotAskedForLongestWhenItIsFull() {
        matches.add("first", hash, PASSWORD);
        matches.add("second", hash, PASSWORD);
        assertThat(matches.has("first", hash, PASSWORD)).isTrue();
        for (int i = 2; i <= VerificationCache.MOST; i++) {
            matches.add("more" + i, hash, PASSWORD);
        }

        assertThat(matches.has("first", hash, PASSWORD)).isTrue();
        assertThat(matches.has("second", hash, PASSWORD)).isFalse();
        assertThat(matches.has("more2", hash, PASSWORD)).isTrue();
    }

    @Test
    void anotherProcessRemembersNothingOfIt() {
        matches.add("id", hash, PASSWORD);

        assertThat(new VerificationCache().has("id", hash, PASSWORD)).isFalse();
    }

    private static ImportedHash read(String written) {
        try {
            return ImportedHash.read(written);
        } catch (UnsupportedHashException e) {
            throw new IllegalStateException(e);
        }
    }
}
