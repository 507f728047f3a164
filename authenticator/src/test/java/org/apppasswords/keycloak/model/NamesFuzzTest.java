package org.apppasswords.keycloak.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.util.Optional;
import java.util.stream.Stream;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.inventory.InventoryPosition;
import org.apppasswords.keycloak.inventory.InventoryPosition.Table;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Fuzzes names of app passwords and cursors: see {@code benchmarks/fuzz.sh}. */
class NamesFuzzTest {

    @MethodSource("names")
    @FuzzTest
    void anAcceptedNameIsVisibleAndStaysUnchanged(String typed) {
        try {
            String name = AppPasswordName.check(typed);

            assertThat(typed).contains(name);
            assertThat(name.codePointCount(0, name.length())).isBetween(1, AppPasswordName.MAX_LENGTH);
            // Control characters, line separators, lone surrogates, and direction overrides.
            assertThat(name)
                    .doesNotContainPattern("[\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Co}\u202a-\u202e\u2066-\u2069\u200b]");
            assertThat(AppPasswordName.check(name)).isEqualTo(name);
            assertThat(AppPasswordName.inOneLine(name)).isEqualTo(name);
        } catch (ApiError e) {
            assertThat(e.code().name()).startsWith("NAME_");
            assertThat(e).hasMessage(e.code().name());
        }
    }

    @MethodSource("names")
    @FuzzTest
    void anyStoredNameFitsIntoOneLine(@NotNull String stored) {
        String line = AppPasswordName.inOneLine(stored);

        assertThat(line).doesNotContainPattern("[\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cs}]");
        assertThat(line.codePointCount(0, line.length())).isLessThanOrEqualTo(AppPasswordName.MAX_LENGTH);
    }

    static Stream<String> names() {
        return Stream.of(
                "iPhone Mail",
                " \u3000Ünïcödé 日本語 👩‍👩‍👧‍👦 ",
                "🏴\udb40\udc67\udb40\udc62\udb40\udc7f",
                "a\u202eb",
                "\u3164",
                "a\nb",
                "\ud800",
                "x".repeat(64),
                "x".repeat(65));
    }

    @MethodSource("positions")
    @FuzzTest
    void aPositionIsReadBackOrNotAtAll(@NotNull String text, @NotNull String userId, @NotNull String credentialId) {
        InventoryPosition.read(text)
                .ifPresent(position -> assertThat(position.write()).isEqualTo(text));
        if (!userId.isEmpty() && !credentialId.isEmpty() && !credentialId.contains("\n")) {
            InventoryPosition position = new InventoryPosition(Table.FEDERATED, userId, credentialId);
            assertThat(InventoryPosition.read(position.write())).isEqualTo(Optional.of(position));
        }
    }

    static Stream<Arguments> positions() {
        return Stream.of(
                Arguments.of("LOCAL\nid\nuser", "f:ldap:a\nb", "id"),
                Arguments.of("FEDERATED\nid\nf:x:\n\n", "\n", "i"),
                Arguments.of("OTHER\nid\nuser", "", ""),
                Arguments.of("LOCAL\n\n", "u", "\n"));
    }
}
