package org.apppasswords.keycloak.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LifetimeChoicesTest {

    @Test
    void withoutALimitNoEndIsOfferedLast() {
        assertThat(choices(0, 0)).containsExactly(7, 30, 90, 180, 365, 0);
    }

    @Test
    void thePolicysDefaultIsOffered() {
        assertThat(choices(45, 0)).containsExactly(7, 30, 45, 90, 180, 365, 0);
        assertThat(choices(90, 0)).containsExactly(7, 30, 90, 180, 365, 0);
    }

    @Test
    void theLimitItselfIsTheLongestLifetimeOffered() {
        assertThat(choices(30, 100)).containsExactly(7, 30, 90, 100);
        assertThat(choices(200, 100)).containsExactly(7, 30, 90, 100);
        assertThat(choices(0, 3)).containsExactly(3);
    }

    @Test
    void aLifetimeThatWasChosenBeforeIsOfferedIfThePolicyAllowsIt() {
        assertThat(LifetimeChoices.days(policy(0, 100), 45)).containsExactly(7, 30, 45, 90, 100);
        assertThat(LifetimeChoices.days(policy(0, 100), 101)).containsExactly(7, 30, 90, 100);
        assertThat(LifetimeChoices.days(policy(0, 100), 0)).containsExactly(7, 30, 90, 100);
    }

    @Test
    void theLimitsOfServicesAreOfferedIfThePolicyAllowsThem() {
        List<ServiceChoice> services = ServiceChoice.of(List.of(
                new Service("a", "A", null, 14), new Service("b", "B", null, 0), new Service("c", "C", null, 120)));

        assertThat(LifetimeChoices.days(policy(0, 0), 0, services)).containsExactly(7, 14, 30, 90, 120, 180, 365, 0);
        assertThat(LifetimeChoices.days(policy(0, 100), 100, services)).containsExactly(7, 14, 30, 90, 100);
    }

    private static List<Integer> choices(int defaultDays, int maxDays) {
        AppPasswordPolicy policy = policy(defaultDays, maxDays);
        return LifetimeChoices.days(policy, policy.defaultLifetimeDays());
    }

    private static AppPasswordPolicy policy(int defaultDays, int maxDays) {
        return TestPolicy.with(Map.of(
                "lifetime-default-days", String.valueOf(defaultDays), "lifetime-max-days", String.valueOf(maxDays)));
    }
}
