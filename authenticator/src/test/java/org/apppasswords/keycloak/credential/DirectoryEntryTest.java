package org.apppasswords.keycloak.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectoryEntryTest {

    @ParameterizedTest
    @CsvSource({
        // read from the directory, its entry, recorded owner, owns
        "true, one, one, true",
        "true, one, two, false",
        "true, , one, false",
        "true, one, , true",
        "true, , , true",
        // Keycloak deletes a user whom it stores together with the app passwords.
        "false, , one, true",
        "false, , , true"
    })
    void ownsItsOwnDataAndDataWithoutAnOwner(boolean read, String id, String recorded, boolean owns) {
        DirectoryEntry entry = new DirectoryEntry(read, Optional.ofNullable(id));

        assertThat(entry.owns(data(recorded))).isEqualTo(owns);
    }

    @Test
    void claimsOnlyDataWithoutAnOwner() {
        DirectoryEntry entry = new DirectoryEntry(true, Optional.of("one"));

        assertThat(entry.claim(data(null)).ownerId()).contains("one");
        assertThat(entry.claim(data("two")).ownerId()).contains("two");
        assertThat(new DirectoryEntry(true, Optional.empty()).claim(data(null)).ownerId())
                .isEmpty();
    }

    @Test
    void theOwnerSurvivesAUsage() {
        AppPasswordData used = data("one").usedAt(Instant.EPOCH, "dovecot", null);

        assertThat(AppPasswordData.parse(used.toJson()).ownerId()).contains("one");
        assertThat(used.isReadable()).isTrue();
    }

    @Test
    void unreadableDataStaysUnchanged() {
        AppPasswordData unreadable = AppPasswordData.parse("{\"schemaVersion\":2,\"clients\":[]}");

        assertThat(new DirectoryEntry(true, Optional.of("one"))
                        .claim(unreadable)
                        .toJson())
                .isEqualTo("{\"schemaVersion\":2,\"clients\":[]}");
    }

    private static AppPasswordData data(String ownerId) {
        AppPasswordData data = AppPasswordData.create(Set.of(), null);
        return ownerId == null ? data : data.ownedBy(ownerId);
    }
}
