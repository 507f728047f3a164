package org.apppasswords.keycloak.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.keycloak.policy.Expiration.Cause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppPasswordPolicyTest {

    private static final Instant CREATED = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void withoutALimitTheChosenLifetimeApplies() {
        assertThat(policy(0).lifetimeEnd(CREATED, Optional.empty())).isEmpty();
        assertThat(policy(0).lifetimeEnd(CREATED, Optional.of(CREATED.plusSeconds(1))))
                .contains(CREATED.plusSeconds(1));
    }

    @Test
    void theLimitAlsoAppliesToEarlierChoices() {
        Instant latest = CREATED.plus(Duration.ofDays(30));

        assertThat(policy(30).lifetimeEnd(CREATED, Optional.empty())).contains(latest);
        assertThat(policy(30).lifetimeEnd(CREATED, Optional.of(latest.plusSeconds(1))))
                .contains(latest);
        assertThat(policy(30).lifetimeEnd(CREATED, Optional.of(latest.minusSeconds(1))))
                .contains(latest.minusSeconds(1));
    }

    @ParameterizedTest
    @CsvSource({
        // realm maximum, services, longest lifetime, default
        "0,   '',          0,  0",
        "0,   free,        0,  0",
        "0,   ten,         10, 10",
        "0,   ten free,    10, 10",
        "0,   ten twenty,  10, 10",
        "15,  twenty,      15, 15",
        "15,  ten twenty,  10, 10",
        "15,  '',          15, 15"
    })
    void theShortestLifetimeOfTheServicesAndTheRealmApplies(
            int maxOfRealm, String services, int maxDays, int defaultDays) {
        AppPasswordPolicy policy = TestPolicy.with(
                        Map.of("lifetime-max-days", String.valueOf(maxOfRealm)), Map.of("ten", 10, "twenty", 20))
                .forServices(services.isEmpty() ? Set.of() : Set.of(services.split(" ", -1)));

        assertThat(policy.maxLifetimeDays()).isEqualTo(maxDays);
        assertThat(policy.defaultLifetimeDays()).isEqualTo(defaultDays);
        assertThat(policy.lifetimeEnd(CREATED, Optional.empty()))
                .isEqualTo(
                        Optional.of(maxDays).filter(days -> days > 0).map(days -> CREATED.plus(Duration.ofDays(days))));
    }

    @Test
    void aBrokeredSignInWithoutATimeCountsOnlyIfThePolicyAcceptsIt() {
        assertThat(TestPolicy.with(Map.of()).brokeredSignIn()).isEqualTo(BrokeredSignIn.REQUIRE_TIME);
        assertThat(TestPolicy.with(Map.of("brokered-sign-in", "accept")).brokeredSignIn())
                .isEqualTo(BrokeredSignIn.ACCEPT);
        assertThat(TestPolicy.with(Map.of("brokered-sign-in", "anything")).brokeredSignIn())
                .isEqualTo(BrokeredSignIn.REQUIRE_TIME);
    }

    @Test
    void lifetimesWithinTheLimitAreAllowed() {
        assertThat(policy(0).allowsLifetime(0)).isTrue();
        assertThat(policy(0).allowsLifetime(3650)).isTrue();
        assertThat(policy(0).allowsLifetime(3651)).isFalse();
        assertThat(policy(0).allowsLifetime(-1)).isFalse();
        assertThat(policy(30).allowsLifetime(0)).isFalse();
        assertThat(policy(30).allowsLifetime(1)).isTrue();
        assertThat(policy(30).allowsLifetime(30)).isTrue();
        assertThat(policy(30).allowsLifetime(31)).isFalse();
    }

    @Test
    void theEarlierOfLifetimeAndUnusedExpiryApplies() {
        AppPasswordPolicy policy = TestPolicy.with(Map.of("unused-expiry-days", "10"));
        Instant used = CREATED.plus(Duration.ofDays(3));

        assertThat(policy.expiration(CREATED, Optional.empty(), Optional.empty()))
                .contains(new Expiration(CREATED.plus(Duration.ofDays(10)), Cause.UNUSED));
        assertThat(policy.expiration(CREATED, Optional.empty(), Optional.of(used)))
                .contains(new Expiration(CREATED.plus(Duration.ofDays(13)), Cause.UNUSED));
        assertThat(policy.expiration(CREATED, Optional.of(used), Optional.of(used)))
                .contains(new Expiration(used, Cause.LIFETIME));
        assertThat(policy(0).expiration(CREATED, Optional.empty(), Optional.of(used)))
                .isEmpty();
    }

    @Test
    void aDateOutOfRangeBecomesTheLatestOne() {
        Instant latest = Instant.ofEpochMilli(Long.MAX_VALUE);
        AppPasswordPolicy unused = TestPolicy.with(Map.of("unused-expiry-days", "10"));

        assertThat(policy(30).lifetimeEnd(latest, Optional.empty())).contains(latest);
        assertThat(unused.expiration(latest, Optional.empty(), Optional.of(latest)))
                .contains(new Expiration(latest, Cause.UNUSED));
    }

    @Test
    void anExpirationIsOverFromThatInstantOn() {
        Expiration expiration = new Expiration(CREATED, Cause.LIFETIME);

        assertThat(expiration.isOver(CREATED.minusMillis(1))).isFalse();
        assertThat(expiration.isOver(CREATED)).isTrue();
    }

    @Test
    void thePrecisionOfTheLastUseSuitsTheUnusedExpiry() {
        assertThat(precision("1440", "0")).isEqualTo(Duration.ofDays(1));
        assertThat(precision("1440", "1")).isEqualTo(Duration.ofHours(1));
        assertThat(precision("1440", "30")).isEqualTo(Duration.ofDays(1));
        assertThat(precision("5", "1")).isEqualTo(Duration.ofMinutes(5));
    }

    private static Duration precision(String minutes, String unusedDays) {
        return TestPolicy.with(Map.of("last-used-precision-minutes", minutes, "unused-expiry-days", unusedDays))
                .lastUsedPrecision();
    }

    private static AppPasswordPolicy policy(int maxLifetimeDays) {
        return TestPolicy.with(Map.of("lifetime-max-days", String.valueOf(maxLifetimeDays)));
    }
}
