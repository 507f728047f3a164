package org.apppasswords.keycloak.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpirationTest {

    private static final Instant CREATED = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({"P1D, PT6H", "P7D, PT42H", "P28D, P7D", "P30D, P7D", "P3650D, P7D", "PT0S, PT0S"})
    void anAppPasswordExpiresSoonInTheLastQuarterOfItsLifetimeAndAtMostAWeek(Duration lifetime, Duration warning) {
        Instant end = CREATED.plus(lifetime);

        assertThat(Expiration.warnFrom(CREATED, end)).isEqualTo(end.minus(warning));
    }
}
