package org.apppasswords.keycloak.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.keycloak.credential.AppPasswordData;
import org.apppasswords.keycloak.model.Usage;
import org.apppasswords.keycloak.notice.Notice;
import org.apppasswords.keycloak.notice.Notice.Kind;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.policy.TestPolicy;
import org.junit.jupiter.api.Test;

class UsageUpdateTest {

    private static final Instant CREATED = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final AppPasswordPolicy POLICY = TestPolicy.with(Map.of());

    private AppPasswordData data = AppPasswordData.create(Set.of(), null);

    @Test
    void theFirstUsageIsRecordedWithANotice() {
        assertThat(use(HOUR, "192.0.2.7")).containsExactly(Kind.NEW_NETWORK);
        assertThat(data.lastUsedAt()).contains(CREATED.plus(HOUR));
        assertThat(data.lastUsedFrom()).contains("192.0.2.7");
        assertThat(data.recentNetworks()).containsExactly("192.0.2.0/24");
    }

    @Test
    void aUsageWithinTheHourIsNotRecorded() {
        use(HOUR, "192.0.2.7");

        assertThat(update(HOUR.plusMinutes(59), "192.0.2.8")).isEmpty();
        assertThat(update(HOUR.plusMinutes(60), "192.0.2.8")).isPresent();
    }

    /** Two nodes whose clocks differ take turns. */
    @Test
    void theLastUseDoesNotGoBackToTheTimeOfASlowerClock() {
        AppPasswordPolicy eachMinute = TestPolicy.with(Map.of("last-used-precision-minutes", "1"));
        use(HOUR.plusMinutes(2), "192.0.2.7");

        assertThat(UsageUpdate.of("Phone", CREATED, data, usage(HOUR, "192.0.2.7"), eachMinute, true))
                .isEmpty();
        assertThat(UsageUpdate.of("Phone", CREATED, data, usage(HOUR.minusMinutes(3), null), eachMinute, true))
                .as("five minutes are an error, which is corrected")
                .hasValueSatisfying(
                        update -> assertThat(update.data().lastUsedAt()).contains(CREATED.plus(HOUR.minusMinutes(3))));
    }

    @Test
    void aNoticeDoesNotTurnTheLastUseBack() {
        data = AppPasswordData.create(Set.of(), CREATED.plus(DAY.multipliedBy(30)));
        use(DAY.multipliedBy(23).minusMinutes(1), "192.0.2.7");
        data = data.usedAt(CREATED.plus(DAY.multipliedBy(23).plusMinutes(2)), "dovecot", "192.0.2.7");

        assertThat(use(DAY.multipliedBy(23), "192.0.2.7")).containsExactly(Kind.EXPIRING);
        assertThat(data.lastUsedAt()).contains(CREATED.plus(DAY.multipliedBy(23).plusMinutes(2)));
    }

    @Test
    void aNewNetworkCausesANoticeButOnlyOnceADay() {
        use(HOUR, "192.0.2.7");

        assertThat(update(HOUR.plusMinutes(5), "198.51.100.1")).isEmpty();
        assertThat(use(HOUR.plus(DAY), "192.0.2.8")).isEmpty();
        assertThat(use(HOUR.plus(DAY).plusMinutes(5), "198.51.100.1")).containsExactly(Kind.NEW_NETWORK);
        assertThat(use(DAY.multipliedBy(3), "198.51.100.2")).isEmpty();
    }

    @Test
    void theNoticeOfTheCreationCoversTheFirstUseOfThatDay() {
        data = data.withNetworkNotice(CREATED);

        assertThat(use(HOUR, "192.0.2.7")).isEmpty();
        assertThat(data.recentNetworks()).containsExactly("192.0.2.0/24");
        assertThat(use(HOUR.multipliedBy(2), "198.51.100.1")).isEmpty();
        assertThat(use(HOUR.multipliedBy(25), "192.0.2.8")).isEmpty();
        assertThat(use(HOUR.multipliedBy(26), "198.51.100.1")).containsExactly(Kind.NEW_NETWORK);
    }

    @Test
    void aFirstUseOnAnotherDayCausesANotice() {
        data = data.withNetworkNotice(CREATED);

        assertThat(use(DAY, "192.0.2.7")).containsExactly(Kind.NEW_NETWORK);
    }

    @Test
    void aNetworkWithoutANoticeStaysNew() {
        use(HOUR, "192.0.2.7");

        assertThat(use(HOUR.multipliedBy(3), "198.51.100.1")).isEmpty();
        assertThat(data.lastUsedFrom()).contains("198.51.100.1");
        assertThat(data.recentNetworks()).containsExactly("192.0.2.0/24");
        assertThat(use(HOUR.multipliedBy(26), "198.51.100.1")).containsExactly(Kind.NEW_NETWORK);
        assertThat(data.recentNetworks()).containsExactly("192.0.2.0/24", "198.51.100.0/24");
    }

    @Test
    void eightNetworksAreRemembered() {
        for (int i = 1; i <= 9; i++) {
            use(DAY.multipliedBy(2L * i), "10.0." + i + ".1");
        }

        assertThat(data.recentNetworks())
                .hasSize(8)
                .doesNotContain("10.0.1.0/24")
                .endsWith("10.0.9.0/24");
        assertThat(use(DAY.multipliedBy(20), "10.0.2.9")).isEmpty();
        assertThat(data.recentNetworks()).endsWith("10.0.2.0/24");
        assertThat(use(DAY.multipliedBy(22), "10.0.1.9")).containsExactly(Kind.NEW_NETWORK);
    }

    @Test
    void anUnknownAddressIsNotANewNetwork() {
        assertThat(use(HOUR, null)).isEmpty();
        assertThat(data.recentNetworks()).isEmpty();
    }

    @Test
    void theExpirationCausesOneNoticeInTheLastSevenDays() {
        data = AppPasswordData.create(Set.of(), CREATED.plus(DAY.multipliedBy(30)));

        assertThat(use(DAY.multipliedBy(22), null)).isEmpty();
        assertThat(use(DAY.multipliedBy(23), null)).containsExactly(Kind.EXPIRING);
        assertThat(use(DAY.multipliedBy(24), null)).isEmpty();
    }

    /** An app password for every service ends at each one at its own time, which the notice names. */
    @Test
    void theEndAtAServiceCausesANoticeThatNamesTheService() {
        data = AppPasswordData.create(Set.of(), CREATED.plus(DAY.multipliedBy(90)));
        AppPasswordPolicy policy = TestPolicy.with(Map.of(), Map.of("dovecot", 30));

        assertThat(expiring("dovecot", DAY.multipliedBy(22), policy)).isEmpty();
        assertThat(expiring("radicale", DAY.multipliedBy(23), policy)).isEmpty();
        assertThat(expiring("dovecot", DAY.multipliedBy(23), policy))
                .singleElement()
                .satisfies(notice -> {
                    assertThat(notice.service()).contains("dovecot");
                    assertThat(notice.end()).contains(CREATED.plus(DAY.multipliedBy(30)));
                });
        assertThat(expiring("radicale", DAY.multipliedBy(84), policy))
                .singleElement()
                .satisfies(notice -> {
                    assertThat(notice.service()).isEmpty();
                    assertThat(notice.end()).contains(CREATED.plus(DAY.multipliedBy(90)));
                });
    }

    private List<Notice> expiring(String clientId, Duration after, AppPasswordPolicy policy) {
        UsageUpdate update = UsageUpdate.of(
                        "Phone", CREATED, data, new Usage(CREATED.plus(after), clientId, null), policy, true)
                .orElseThrow();
        data = AppPasswordData.parse(update.data().toJson());
        return update.notices();
    }

    @Test
    void theExpirationOfAShorterLifetimeCausesANoticeInItsLastQuarter() {
        data = AppPasswordData.create(Set.of(), CREATED.plus(DAY.multipliedBy(8)));

        assertThat(use(DAY.multipliedBy(5), null)).isEmpty();
        assertThat(use(DAY.multipliedBy(6), null)).containsExactly(Kind.EXPIRING);
    }

    @Test
    void aLifetimeOfAFewDaysCausesNoNotice() {
        data = AppPasswordData.create(Set.of(), CREATED.plus(DAY.multipliedBy(7)));

        assertThat(use(HOUR, null)).isEmpty();
        assertThat(use(DAY.multipliedBy(5), null)).isEmpty();
    }

    @Test
    void withoutNoticesTheDataIsTheSame() {
        Optional<UsageUpdate> update =
                UsageUpdate.of("Phone", CREATED, data, new Usage(CREATED, "dovecot", "192.0.2.7"), POLICY, false);

        assertThat(update).hasValueSatisfying(written -> {
            assertThat(written.notices()).isEmpty();
            assertThat(written.data().recentNetworks()).containsExactly("192.0.2.0/24");
        });
    }

    private List<Kind> use(Duration after, String address) {
        UsageUpdate update = update(after, address).orElseThrow();
        data = AppPasswordData.parse(update.data().toJson());
        return update.notices().stream().map(Notice::kind).toList();
    }

    private Optional<UsageUpdate> update(Duration after, String address) {
        return UsageUpdate.of("Phone", CREATED, data, usage(after, address), POLICY, true);
    }

    private static Usage usage(Duration after, String address) {
        return new Usage(CREATED.plus(after), "dovecot", address);
    }
}
