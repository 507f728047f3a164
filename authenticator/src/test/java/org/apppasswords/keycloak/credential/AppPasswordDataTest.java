package org.apppasswords.keycloak.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
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
                "{\"schemaVersion\":1,\"clients\":[\"dovecot\"],\"clients\":[]}",
                "{\"schemaVersion\":1,\"clients\":[]} {\"clients\":[\"dovecot\"]}",
                "{\"schemaVersion\":2,\"clients\":[]}",
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
        assertThat(data.usedAt(NOON, "dovecot", null)).isSameAs(data);
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
