package org.apppasswords.keycloak.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UnsentNoticesTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE);
    private final UnsentNotices unsent = new UnsentNotices(now::get);

    @Test
    void theFirstOneIsDueAtOnce() {
        assertThat(unsent.takeDue()).isEmpty();

        unsent.count("demo");

        assertThat(unsent.takeDue()).isEqualTo(Map.of("demo", 1));
        assertThat(unsent.takeDue()).isEmpty();
    }

    @Test
    void aFloodIsDueOnceAMinuteWithItsNumber() {
        unsent.count("demo");
        unsent.takeDue();

        for (int second = 0; second < 59; second++) {
            pass(Duration.ofSeconds(1));
            unsent.count("demo");
            unsent.count("other");
            unsent.count("other");
            assertThat(unsent.takeDue()).isEmpty();
        }
        pass(Duration.ofSeconds(1));

        assertThat(unsent.takeDue()).isEqualTo(Map.of("demo", 59, "other", 118));
        pass(Duration.ofMinutes(1));
        assertThat(unsent.takeDue()).isEmpty();
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
