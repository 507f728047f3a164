package org.apppasswords.keycloak.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AppPasswordPolicyTest {

    private static final Instant CREATED = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void withoutALimitTheChosenEndHolds() {
        assertThat(policy(0).end(CREATED, Optional.empty())).isEmpty();
        assertThat(policy(0).end(CREATED, Optional.of(CREATED.plusSeconds(1)))).contains(CREATED.plusSeconds(1));
    }

    @Test
    void theLimitBoundsWhatWasChosenBeforeIt() {
        Instant latest = CREATED.plus(Duration.ofDays(30));

        assertThat(policy(30).end(CREATED, Optional.empty())).contains(latest);
        assertThat(policy(30).end(CREATED, Optional.of(latest.plusSeconds(1)))).contains(latest);
        assertThat(policy(30).end(CREATED, Optional.of(latest.minusSeconds(1)))).contains(latest.minusSeconds(1));
    }

    @Test
    void lifetimesWithinTheLimitMayBeChosen() {
        assertThat(policy(0).allowsLifetime(0)).isTrue();
        assertThat(policy(0).allowsLifetime(3650)).isTrue();
        assertThat(policy(0).allowsLifetime(3651)).isFalse();
        assertThat(policy(0).allowsLifetime(-1)).isFalse();
        assertThat(policy(30).allowsLifetime(0)).isFalse();
        assertThat(policy(30).allowsLifetime(1)).isTrue();
        assertThat(policy(30).allowsLifetime(30)).isTrue();
        assertThat(policy(30).allowsLifetime(31)).isFalse();
    }

    private static AppPasswordPolicy policy(int maxLifetimeDays) {
        return new AppPasswordPolicy(true, 25, true, maxLifetimeDays, maxLifetimeDays, Duration.ofMinutes(5));
    }
}
