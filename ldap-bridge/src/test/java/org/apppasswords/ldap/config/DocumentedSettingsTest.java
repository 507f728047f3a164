package org.apppasswords.ldap.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apppasswords.ldap.entry.AttributeMapping;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** README.md and the example file say the same as the code. */
class DocumentedSettingsTest {

    private static final Pattern EXAMPLE_LINE = Pattern.compile("^#?([a-z][a-z.-]*) =(.*)$", Pattern.MULTILINE);

    @TempDir
    private Path folder;

    private static Path file(String name) {
        Path here = Path.of(name);
        return Files.exists(here) ? here : Path.of("ldap-bridge", name);
    }

    @Test
    void theTableHasEverySetting() throws IOException {
        String table = Files.readString(file("README.md"));
        List<String> rows = table.lines()
                .filter(line -> line.matches("\\| `[a-z.-]+` \\|.*"))
                .toList();

        assertThat(rows)
                .filteredOn(row -> Setting.find(row.replaceFirst("\\| `([a-z.-]+)`.*", "$1"))
                        .isPresent())
                .containsExactlyElementsOf(Stream.of(Setting.values())
                        .map(DocumentedSettingsTest::row)
                        .toList());
    }

    private static String row(Setting setting) {
        String value = setting.defaultValue();
        return "| `" + setting.key() + "` | "
                + (value == null ? "mandatory" : value.isEmpty() ? "" : "`" + value + "`") + " | "
                + setting.description() + (setting.isPerService() ? " Per service." : "") + " |";
    }

    @Test
    void theExampleHasEverySettingWithItsDefault() throws IOException {
        Map<String, String> example = new HashMap<>();
        for (MatchResult line : EXAMPLE_LINE
                .matcher(Files.readString(file("ldap-bridge.properties")))
                .results()
                .toList()) {
            assertThat(example.put(
                            line.group(1),
                            (line.group().startsWith("#") ? "#" : "")
                                    + line.group(2).strip()))
                    .as(line.group(1))
                    .isNull();
        }

        assertThat(example.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Setting.values()).map(Setting::key).toList());
        for (Setting setting : Setting.values()) {
            if (example.get(setting.key()).startsWith("#")) {
                assertThat(example.get(setting.key())).isEqualTo("#" + setting.defaultValue());
            }
        }
    }

    @Test
    void theExampleIsValid() throws IOException, ConfigurationException {
        Files.writeString(folder.resolve("client-secret"), "ldap-bridge-secret\n");
        Files.writeString(folder.resolve("search-password"), "search-password\n");
        Path example = Files.writeString(
                folder.resolve("ldap-bridge.properties"),
                Files.readString(file("ldap-bridge.properties"))
                        .replaceAll("(?m)^([a-z-]+-file = )(.*)$", "$1" + folder + "/$2"));

        BridgeSettings settings = SettingsReader.read(example, Map.of(), AttributeMapping.defaults());

        assertThat(settings.services().get(0).searchPassword()).isEqualTo("search-password");
    }
}
