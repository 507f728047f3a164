package org.apppasswords.keycloak.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.model.AppPasswordEntryBuilder;
import org.junit.jupiter.api.Test;

class AppPasswordFilterTest {

    private static final Instant CREATED = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant USED = CREATED.plus(Duration.ofDays(10));

    @Test
    void withoutConditionsEveryAppPasswordMatches() {
        assertThat(filter(null, false, null).matches(entry(Set.of(), null))).isTrue();
        assertThat(filter(null, false, null)
                        .matches(new AppPasswordEntryBuilder().unreadable().build()))
                .isTrue();
    }

    @Test
    void aClientMatchesAppPasswordsThatAreLimitedToIt() {
        AppPasswordFilter dovecot = filter("dovecot", false, null);

        assertThat(dovecot.matches(entry(Set.of("dovecot"), null))).isTrue();
        assertThat(dovecot.matches(entry(Set.of("dovecot", "postfix"), null))).isTrue();
        assertThat(dovecot.matches(entry(Set.of("postfix"), null))).isFalse();
        assertThat(dovecot.matches(entry(Set.of(), null))).isFalse();
    }

    @Test
    void unlimitedAppPasswordsMatchIfRequested() {
        AppPasswordFilter all = filter("dovecot", true, null);

        assertThat(all.matches(entry(Set.of(), null))).isTrue();
        assertThat(all.matches(entry(Set.of("postfix"), null))).isFalse();
        assertThat(all.matches(new AppPasswordEntryBuilder().unreadable().build()))
                .isFalse();
    }

    @Test
    void unusedCountsFromTheLastUseOrOtherwiseFromCreation() {
        assertThat(filter(null, false, USED).matches(entry(Set.of(), USED))).isFalse();
        assertThat(filter(null, false, USED.plusMillis(1)).matches(entry(Set.of(), USED)))
                .isTrue();
        assertThat(filter(null, false, CREATED).matches(entry(Set.of(), null))).isFalse();
        assertThat(filter(null, false, CREATED.plusMillis(1)).matches(entry(Set.of(), null)))
                .isTrue();
    }

    @Test
    void expiresBeforeComparesWithTheEnd() {
        AppPasswordFilter before = new AppPasswordFilter(
                Optional.empty(), false, Optional.empty(), Optional.of(USED), Optional.empty(), Optional.empty());

        assertThat(before.matches(expiring(USED.minusMillis(1)))).isTrue();
        assertThat(before.matches(expiring(USED))).isFalse();
        assertThat(before.matches(entry(Set.of(), null))).as("never expires").isFalse();
    }

    private static AppPasswordEntry expiring(Instant at) {
        return new AppPasswordEntryBuilder().expiresAt(at).build();
    }

    @Test
    void allConditionsMustMatch() {
        AppPasswordFilter both = filter("dovecot", false, USED.plusMillis(1));

        assertThat(both.matches(entry(Set.of("dovecot"), USED))).isTrue();
        assertThat(both.matches(entry(Set.of("postfix"), USED))).isFalse();
        assertThat(both.matches(entry(Set.of("dovecot"), USED.plusMillis(1)))).isFalse();
    }

    @Test
    void theMarkOfDevicesSelectsOwners() {
        assertThat(filter(null, false, null).matchesOwner(true)).isTrue();
        assertThat(filter(null, false, null).matchesOwner(false)).isTrue();
        assertThat(devices(true).matchesOwner(true)).isTrue();
        assertThat(devices(true).matchesOwner(false)).isFalse();
        assertThat(devices(false).matchesOwner(true)).isFalse();
        assertThat(devices(false).matchesOwner(false)).isTrue();
    }

    private static AppPasswordFilter devices(boolean device) {
        return new AppPasswordFilter(
                Optional.empty(), false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(device));
    }

    private static AppPasswordFilter filter(String client, boolean unlimitedToo, Instant unusedSince) {
        return new AppPasswordFilter(
                Optional.ofNullable(client),
                unlimitedToo,
                Optional.ofNullable(unusedSince),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static AppPasswordEntry entry(Set<String> clients, Instant usedAt) {
        return new AppPasswordEntryBuilder().clients(clients).lastUsedAt(usedAt).build();
    }
}
