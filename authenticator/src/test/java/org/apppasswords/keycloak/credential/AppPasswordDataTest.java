package org.apppasswords.keycloak.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apppasswords.keycloak.network.AllowedNetworks;
import org.apppasswords.keycloak.network.IpAddress;
import org.apppasswords.keycloak.policy.ClientIds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class AppPasswordDataTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void writesTheFormatOfTheContract() {
        assertThat(AppPasswordData.create(Set.of("dovecot"), NOON).toJson())
                .isEqualTo(
                        "{\"schemaVersion\":1,\"clients\":[\"dovecot\"],\"expiresAt\":1772366400000,\"lastUsedAt\":null,"
                                + "\"lastUsedFrom\":null,\"lastUsedClient\":null,\"recentNetworks\":[]}");
    }

    @Test
    void readsBackWhatItWrote() {
        AppPasswordData data = AppPasswordData.parse(
                AppPasswordData.create(Set.of("dovecot"), NOON).toJson());

        assertThat(data.isReadable()).isTrue();
        assertThat(data.clients()).containsExactly("dovecot");
        assertThat(data.expiresAt()).contains(NOON);
        assertThat(data.lastUsedAt()).isEmpty();
    }

    /** The parsed data is shared by all sign-ins of the user. */
    @Test
    void callersCannotChangeTheServices() {
        AppPasswordData data = AppPasswordData.parse(
                AppPasswordData.create(Set.of("dovecot"), null).toJson());

        assertThatThrownBy(() -> data.clients().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThat(data.allows("postfix")).isFalse();
    }

    @Test
    void anEmptyListMeansEveryService() {
        assertThat(AppPasswordData.create(Set.of(), null).allows("anything")).isTrue();
    }

    @Test
    void aListMeansOnlyTheseServices() {
        AppPasswordData data = AppPasswordData.create(Set.of("dovecot"), null);

        assertThat(data.allows("dovecot")).isTrue();
        assertThat(data.allows("Dovecot")).isFalse();
        assertThat(data.allows("postfix")).isFalse();
    }

    /** An older version rejects the newer schema; it would ignore the networks. */
    @Test
    void onlyDataWithNetworksHasTheNewerSchema() {
        AppPasswordData data = AppPasswordData.create(Set.of("dovecot"), null);

        assertThat(data.limitedTo(AllowedNetworks.ANY).toJson()).isEqualTo(data.toJson());
        assertThat(limited(data, "192.0.2.7/24", "2001:db8::1").toJson())
                .startsWith("{\"schemaVersion\":2,")
                .endsWith(",\"networks\":[\"192.0.2.0/24\",\"2001:db8::1/128\"]}");
    }

    @Test
    void networksLimitTheAddressAndStayWhenAUsageIsRecorded() {
        AppPasswordData created = limited(AppPasswordData.create(Set.of(), NOON), "192.0.2.0/24");
        AppPasswordData data = AppPasswordData.parse(created.usedAt(NOON, "dovecot", "192.0.2.7")
                .usedFrom("192.0.2.0/24")
                .withEndSeen(NOON)
                .toJson());

        assertThat(data.isReadable()).isTrue();
        assertThat(data.networks().texts()).containsExactly("192.0.2.0/24");
        assertThat(data.allows(IpAddress.parse("192.0.2.9"))).isTrue();
        assertThat(data.allows(IpAddress.parse("192.0.3.9"))).isFalse();
        assertThat(data.allows(Optional.empty())).isFalse();
    }

    private static AppPasswordData limited(AppPasswordData data, String... networks) {
        return data.limitedTo(AllowedNetworks.parse(List.of(networks)).orElseThrow());
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "null",
                "[]",
                "no json",
                "{}",
                "{\"schemaVersion\":1}",
                "{\"schemaVersion\":1,\"clients\":null}",
                "{\"schemaVersion\":1,\"clients\":\"\"}",
                "{\"schemaVersion\":1,\"clients\":[1]}",
                "{\"schemaVersion\":1,\"clients\":[\"dovecot\",\"\\u0000\"]}",
                "{\"schemaVersion\":1,\"clients\":[\"dovecot\"],\"clients\":[]}",
                "{\"schemaVersion\":1,\"clients\":[]} {\"clients\":[\"dovecot\"]}",
                "{\"schemaVersion\":2,\"clients\":[]}",
                "{\"schemaVersion\":2,\"clients\":[],\"networks\":null}",
                "{\"schemaVersion\":2,\"clients\":[],\"networks\":[]}",
                "{\"schemaVersion\":2,\"clients\":[],\"networks\":\"192.0.2.0/24\"}",
                "{\"schemaVersion\":2,\"clients\":[],\"networks\":[7]}",
                "{\"schemaVersion\":2,\"clients\":[],\"networks\":[null]}",
                "{\"schemaVersion\":2,\"clients\":[],\"networks\":[\"192.0.2.0/24\",\"home\"]}",
                "{\"schemaVersion\":1,\"clients\":[],\"networks\":[\"192.0.2.0/24\"]}",
                "{\"schemaVersion\":1,\"clients\":[],\"networks\":\"\"}",
                "{\"schemaVersion\":3,\"clients\":[],\"networks\":[\"192.0.2.0/24\"]}",
                "{\"schemaVersion\":2.0,\"clients\":[],\"networks\":[\"192.0.2.0/24\"]}",
                "{\"schemaVersion\":\"1\",\"clients\":[]}",
                "{\"clients\":[]}",
                "{\"schemaVersion\":1,\"clients\":[],\"expiresAt\":\"tomorrow\"}",
                "{\"schemaVersion\":1,\"clients\":[],\"expiresAt\":1e99}",
                "{\"schemaVersion\":1,\"clients\":[],\"ownerId\":5}",
                "{\"schemaVersion\":1,\"clients\":[],\"ownerId\":[\"an entry\"]}"
            })
    void unreadableDataAllowsNothing(String stored) {
        AppPasswordData data = AppPasswordData.parse(stored);

        assertThat(data.isReadable()).isFalse();
        assertThat(data.allows("dovecot")).isFalse();
        assertThat(data.allows(IpAddress.parse("192.0.2.7"))).isFalse();
        assertThat(data.usedAt(NOON, "dovecot", null)).isSameAs(data);
    }

    /** An administrator can store any text. Each service costs a look-up wherever the app password is listed. */
    @Test
    void moreOrLongerServicesThanARealmCanHaveAreUnreadable() {
        Set<String> thousand = IntStream.range(0, 1000)
                .mapToObj(number -> number + "x".repeat(251))
                .collect(Collectors.toSet());
        assertThat(AppPasswordData.create(thousand, null).isReadable()).isTrue();
        thousand.add("dovecot");

        for (Set<String> services : List.of(thousand, Set.of("x".repeat(256)), Set.of("dovecot", "\0"))) {
            AppPasswordData data = AppPasswordData.create(services, null);

            assertThat(data.isReadable()).isFalse();
            assertThat(data.clients()).hasSizeLessThanOrEqualTo(1000).allMatch(ClientIds::canExist);
        }
    }

    @Test
    void aUsageChangesThreeFieldsAndKeepsAllOthersEvenUnknownFields() {
        String stored = "{\"future\":{\"a\":[1]},\"schemaVersion\":1,\"clients\":[\"x\"],\"expiresAt\":5,"
                + "\"recentNetworks\":[\"192.0.2.0/24\"]}";

        AppPasswordData used = AppPasswordData.parse(stored).usedAt(NOON, "dovecot", "192.0.2.7");

        assertThat(used.toJson())
                .isEqualTo("{\"future\":{\"a\":[1]},\"schemaVersion\":1,\"clients\":[\"x\"],\"expiresAt\":5,"
                        + "\"recentNetworks\":[\"192.0.2.0/24\"],\"lastUsedAt\":1772366400000,"
                        + "\"lastUsedClient\":\"dovecot\",\"lastUsedFrom\":\"192.0.2.7\"}");
        assertThat(used.lastUsedAt()).contains(NOON);
        assertThat(used.lastUsedFrom()).contains("192.0.2.7");
        assertThat(used.lastUsedClient()).contains("dovecot");
    }
}
