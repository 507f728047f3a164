package org.apppasswords.keycloak.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.keycloak.inventory.InventoryItem;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.model.AppPasswordEntryBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InventoryCsvTest {

    private static final String HEADINGS =
            "\"user id\",\"user name\",\"id\",\"name\",\"services\",\"created\",\"last used\",\"last used from\","
                    + "\"last used with\",\"expires\",\"expired\",\"networks\",\"device\"\r\n";

    @Test
    void anEmptyPageHasItsHeadings() {
        assertThat(InventoryCsv.of(List.of())).isEqualTo(HEADINGS);
    }

    @Test
    void aLineContainsEveryField() {
        AppPasswordEntry entry = new AppPasswordEntryBuilder()
                .name("iPhone Mail")
                .clients(new LinkedHashSet<>(List.of("postfix", "dovecot")))
                .lastUsedAt(Instant.parse("2026-03-02T08:15:30.250Z"))
                .lastUsedFrom("192.0.2.7")
                .networks("192.0.2.0/24", "2001:db8::/32")
                .build();

        assertThat(InventoryCsv.of(List.of(new InventoryItem("user-1", Optional.of("alice"), true, entry))))
                .isEqualTo(HEADINGS
                        + "\"user-1\",\"alice\",\"id-1\",\"iPhone Mail\",\"dovecot, postfix\",\"2026-03-01T12:00:00Z\","
                        + "\"2026-03-02T08:15:30.250Z\",\"192.0.2.7\",\"\",\"\",\"false\","
                        + "\"192.0.2.0/24, 2001:db8::/32\",\"true\"\r\n");
    }

    @Test
    void everyServiceIsAStarAndUnreadableDataIsNot() {
        assertThat(line(named("a"))).contains("\"a\",\"*\",");
        assertThat(line(new AppPasswordEntryBuilder().name("a").unreadable().build()))
                .contains("\"a\",\"\",");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=1+1",
                "+1",
                "-1",
                "@SUM(A1)",
                "\t=1",
                "\r=1",
                "\n=1",
                "\uff1d1",
                "\uff0b1",
                "\uff0d1",
                "\uff20A1"
            })
    void whatASpreadsheetWouldCalculateIsText(String name) {
        assertThat(line(named(name))).contains(",\"'" + name + "\",");
    }

    @Test
    void formulasAreTextInEveryColumn() {
        AppPasswordEntry entry = new AppPasswordEntryBuilder()
                .clients(Set.of("=client"))
                .lastUsedFrom("@address")
                .build();

        assertThat(InventoryCsv.of(List.of(new InventoryItem("+id", Optional.of("-user"), false, entry))))
                .contains("\"'+id\",\"'-user\",", ",\"'=client\",", ",\"'@address\",");
    }

    @Test
    void quotesCommasAndLinesStayInTheirCell() {
        assertThat(line(named("a\",\"b\r\nc"))).contains(",\"a\"\",\"\"b\r\nc\",");
        assertThat(line(named("\"=1"))).contains(",\"\"\"=1\",");
    }

    @Test
    void anAbsentUserNameIsEmpty() {
        assertThat(InventoryCsv.of(List.of(new InventoryItem("f:directory:1", Optional.empty(), false, named("a")))))
                .contains("\"f:directory:1\",\"\",");
    }

    private static String line(AppPasswordEntry entry) {
        return InventoryCsv.of(List.of(new InventoryItem("user-1", Optional.of("alice"), true, entry)));
    }

    private static AppPasswordEntry named(String name) {
        return new AppPasswordEntryBuilder().name(name).build();
    }
}
