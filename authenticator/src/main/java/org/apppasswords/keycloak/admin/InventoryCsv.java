package org.apppasswords.keycloak.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apppasswords.keycloak.inventory.InventoryItem;
import org.apppasswords.keycloak.model.AppPasswordEntry;

/**
 * The inventory for a spreadsheet: RFC 4180, in UTF-8, with a line of headings. It does not have a byte order mark,
 * which would end up in the middle of a file that consists of several pages.
 *
 * <p>Users choose the names. A cell that a spreadsheet would take for a formula gets an apostrophe as its first
 * character (OWASP, CSV injection).
 */
final class InventoryCsv {

    private static final String LINE_END = "\r\n";

    private static final List<String> HEADINGS = List.of(
            "user id",
            "user name",
            "id",
            "name",
            "services",
            "created",
            "last used",
            "last used from",
            "last used with",
            "expires",
            "expired",
            "networks",
            "device");

    /** Includes the full-width forms, which spreadsheets in Chinese and Japanese accept as formulas. */
    private static final Pattern FORMULA = Pattern.compile("^[=+\\-@\\t\\r\\n\\uff1d\\uff0b\\uff0d\\uff20]");

    private InventoryCsv() {}

    static String of(List<InventoryItem> items) {
        return Stream.concat(Stream.of(HEADINGS), items.stream().map(InventoryCsv::cells))
                .map(InventoryCsv::line)
                .collect(Collectors.joining());
    }

    private static List<String> cells(InventoryItem item) {
        AppPasswordEntry entry = item.entry();
        return List.of(
                item.userId(),
                item.username().orElse(""),
                entry.id(),
                entry.name(),
                services(entry),
                entry.createdAt().toString(),
                time(entry.lastUsedAt()),
                entry.lastUsedFrom().orElse(""),
                entry.lastUsedClient().orElse(""),
                time(entry.expiresAt()),
                String.valueOf(entry.expired()),
                String.join(", ", entry.networks().texts()),
                String.valueOf(item.device()));
    }

    // Empty if the stored data cannot be read, because every sign-in is then rejected.
    private static String services(AppPasswordEntry entry) {
        if (!entry.readable()) {
            return "";
        }
        return entry.clients().isEmpty()
                ? "*"
                : entry.clients().stream().sorted().collect(Collectors.joining(", "));
    }

    private static String time(Optional<Instant> instant) {
        return instant.map(Instant::toString).orElse("");
    }

    private static String line(List<String> cells) {
        return cells.stream().map(InventoryCsv::quoted).collect(Collectors.joining(",", "", LINE_END));
    }

    private static String quoted(String cell) {
        String text = FORMULA.matcher(cell).find() ? "'" + cell : cell;
        return '"' + text.replace("\"", "\"\"") + '"';
    }
}
