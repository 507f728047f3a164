package org.apppasswords.keycloak.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AppPasswordEntryTest {

    @Test
    void withoutAnEndItNeverExpiresSoon() {
        assertThat(new AppPasswordEntryBuilder().build().expiresSoonFrom()).isEmpty();
    }

    @Test
    void itExpiresSoonInTheLastQuarterOfItsLifetimeAndAtMostAWeek() {
        Instant created = new AppPasswordEntryBuilder().build().createdAt();

        assertThat(endingAfter(created, Duration.ofDays(4)).expiresSoonFrom())
                .contains(created.plus(Duration.ofDays(3)));
        assertThat(endingAfter(created, Duration.ofDays(90)).expiresSoonFrom())
                .contains(created.plus(Duration.ofDays(83)));
    }

    @Test
    void anExpiredOneNoLongerExpiresSoon() {
        AppPasswordEntry expired = new AppPasswordEntryBuilder()
                .expiresAt(Instant.parse("2026-03-08T12:00:00Z"))
                .expired()
                .build();

        assertThat(expired.expiresSoonFrom()).isEmpty();
    }

    private static AppPasswordEntry endingAfter(Instant created, Duration lifetime) {
        return new AppPasswordEntryBuilder().expiresAt(created.plus(lifetime)).build();
    }
}
