package org.apppasswords.keycloak;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apppasswords.keycloak.model.RejectionReason;
import org.apppasswords.keycloak.model.RemovalReason;
import org.apppasswords.keycloak.policy.PolicySetting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Compares facts in the documents with the code. */
class DocumentedFactsTest {

    private static final ProjectDocument ARCHITECTURE = new ProjectDocument("docs/architecture.md");
    private static final ProjectDocument CONFIGURATION = new ProjectDocument("docs/configuration.md");
    private static final ProjectDocument CONTRIBUTING = new ProjectDocument("CONTRIBUTING.md");

    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path SERVICES = Path.of("src/main/resources/META-INF/services");
    private static final Pattern IMPORT =
            Pattern.compile("^import (?:static )?(org\\.keycloak\\.[\\w.]+);", Pattern.MULTILINE);
    private static final Pattern INTERNAL_JAR =
            Pattern.compile(".*/(keycloak-(?:services|server-spi-private|model-jpa|model-storage))-\\d[^/]*");

    @Test
    void thePolicyTableHasEverySettingWithItsLabelItsDefaultAndItsRange() {
        Map<String, String> documented =
                CONFIGURATION.table("setting", "in the admin console", "meaning", "default", "range").stream()
                        .filter(row -> !row.get(0).equals("`max_auth_age`"))
                        .collect(toMap(row -> row.get(0), row -> row.get(1) + " | " + row.get(3) + " | " + row.get(4)));

        Map<String, String> inCode = Arrays.stream(PolicySetting.values())
                .collect(toMap(setting -> "`" + setting.key() + "`", DocumentedFactsTest::labelDefaultAndRange));
        assertThat(documented).isEqualTo(inCode);
    }

    @Test
    void theEventTableHasEveryReason() {
        List<List<String>> events = CONFIGURATION.table("what happened", "event", "error", "`reason`");

        assertThat(reasons(events, event -> !event.equals("`REMOVE_CREDENTIAL`")))
                .isEqualTo(codes(Arrays.stream(RejectionReason.values()).map(RejectionReason::code)));
        assertThat(reasons(events, event -> event.equals("`REMOVE_CREDENTIAL`")))
                .isEqualTo(codes(Arrays.stream(RemovalReason.values()).map(RemovalReason::code)));
    }

    @Test
    void theArchitectureListsEveryProviderWithItsSpi() throws Exception {
        Map<String, String> documented = ARCHITECTURE.table("provider", "SPI", "why").stream()
                .collect(toMap(row -> row.get(0), row -> row.get(1)));

        Map<String, String> registered = providers().stream()
                .collect(toMap(provider -> "`" + provider.name() + "`", provider -> "`" + provider.spi() + "`"));
        assertThat(documented).isEqualTo(registered);
    }

    @Test
    void theReadmeShowsTheWarningAboutEachProvider() throws Exception {
        Set<String> documented = found(
                        Pattern.compile(
                                "^KC-SERVICES0047: (.+ is implementing the internal SPI [\\w-]+)\\.",
                                Pattern.MULTILINE),
                        DocumentedBlock.read("README.md", "warnings"))
                .stream()
                .collect(Collectors.toCollection(TreeSet::new));

        Set<String> expected = new TreeSet<>();
        for (Provider provider : providers()) {
            expected.add(provider.factory().getId() + " (…" + provider.name() + ") is implementing the internal SPI "
                    + provider.spi());
        }
        assertThat(documented).isEqualTo(expected);
    }

    @Test
    void theArchitectureListsEveryInternalClassOfKeycloakThatIsImported() throws Exception {
        Set<String> documented = new TreeSet<>();
        for (List<String> row : ARCHITECTURE.table("class", "from", "why")) {
            for (String module : ProjectDocument.code(row.get(1))) {
                classes(row.get(0)).forEach(name -> documented.add(module + " " + name));
            }
        }

        Set<String> imported = new TreeSet<>();
        for (String name : found(IMPORT, sources())) {
            Class<?> type = topLevelClass(name);
            var jar = INTERNAL_JAR.matcher(
                    type.getProtectionDomain().getCodeSource().getLocation().getPath());
            if (jar.matches()) {
                imported.add(jar.group(1) + " " + type.getSimpleName());
            }
        }
        assertThat(imported).hasSizeGreaterThan(50);
        assertThat(documented).containsAll(imported);
    }

    @Test
    void theArchitectureListsNoInternalClassThatIsUnused() throws IOException {
        Set<String> words = Set.copyOf(found(Pattern.compile("(\\w+)"), sources()));

        List<String> unused = ARCHITECTURE.table("class", "from", "why").stream()
                .flatMap(row -> classes(row.get(0)))
                .filter(name -> !words.contains(name))
                .toList();

        assertThat(unused).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"user-guide.md, en", "user-guide.ja.md, ja", "user-guide.zh-CN.md, zh_CN", "user-guide.zh-TW.md, zh_TW"
    })
    void theUserGuidesNameTheChoicesOfThePage(String guide, String locale) throws IOException {
        Properties texts = new Properties();
        texts.load(new StringReader(new ProjectDocument(
                        "themes/src/main/resources/theme-resources/messages/messages_" + locale + ".properties")
                .text()));

        assertThat(new ProjectDocument("docs/" + guide).text())
                .contains("**" + texts.getProperty("appPasswordServicesOnly") + "**")
                .contains("**" + texts.getProperty("appPasswordServicesAll") + "**");
    }

    @Test
    void theHeadersOfTheBridgesAreThoseThatTheDemosClientsName() throws IOException {
        Map<String, List<String>> documented = new TreeMap<>();
        String address = "app-passwords.remote-address-header";
        String protocol = "app-passwords.protocol-header";
        new ProjectDocument("docs/bridges.md")
                .table("bridge", "`" + address + "`", "`" + protocol + "`")
                .forEach(row -> documented.put(
                        row.get(0),
                        Stream.concat(
                                        ProjectDocument.code(row.get(1)).stream()
                                                .limit(1),
                                        ProjectDocument.code(row.get(2)).stream()
                                                .limit(1))
                                .toList()));
        Map<String, List<String>> configured = new TreeMap<>();
        for (JsonNode client : new ObjectMapper()
                .readTree(new ProjectDocument("docker/keycloak/demo-realm.json").text())
                .path("clients")) {
            JsonNode attributes = client.path("attributes");
            configured.put(
                    client.path("clientId").asText(),
                    Stream.of(address, protocol)
                            .filter(attributes::has)
                            .map(name -> attributes.path(name).asText())
                            .toList());
        }

        Map.of(
                        "Dovecot, both passdbs", "dovecot",
                        "Postfix, through Dovecot", "postfix",
                        "LDAP bridge", "ldap-bridge",
                        "FreeRADIUS", "freeradius",
                        "nginx, Apache, Caddy", "radicale")
                .forEach((bridge, client) ->
                        assertThat(documented.get(bridge)).as(bridge).isEqualTo(configured.get(client)));
    }

    @Test
    void contributorsFindEveryEnvironmentVariableOfTheScripts() {
        Set<String> documented = CONTRIBUTING.table("variable", "read by", "meaning").stream()
                .flatMap(row -> ProjectDocument.code(row.get(1)).stream()
                        .flatMap(script -> ProjectDocument.code(row.get(0)).stream()
                                .map(variable -> script + " " + variable.replaceFirst("=.*", ""))))
                .collect(Collectors.toCollection(TreeSet::new));

        Set<String> inHelp = new TreeSet<>();
        for (String script : List.of("demo.sh", "test.sh", "benchmarks/run.sh")) {
            ProjectDocument file = new ProjectDocument(script);
            Set<String> explained = file.find("(?s)\nEnvironment:\n(.*?)\nEND\n")
                    .flatMap(help -> found(Pattern.compile("\\b([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\\b"), help).stream())
                    .collect(Collectors.toSet());
            assertThat(explained)
                    .as("Environment in the help of %s", script)
                    .containsAll(file.find("\\$\\{([A-Z][A-Z0-9_]*):-[^}]").toList())
                    .contains("INSTALL_PACKAGES");
            explained.forEach(variable -> inHelp.add(script + " " + variable));
        }
        assertThat(documented).isEqualTo(inHelp);
    }

    /** @param factory as Keycloak instantiates it */
    private record Provider(ProviderFactory<?> factory, String spi) {

        String name() {
            return factory.getClass().getSimpleName();
        }
    }

    private static List<Provider> providers() throws Exception {
        Map<String, String> spis = spis();
        List<Provider> providers = new ArrayList<>();
        try (Stream<Path> services = Files.list(SERVICES)) {
            for (Path service : services.toList()) {
                for (String name : Files.readAllLines(service)) {
                    Object factory =
                            Class.forName(name.trim()).getDeclaredConstructor().newInstance();
                    String spi = spis.get(service.getFileName().toString());
                    providers.add(new Provider((ProviderFactory<?>) factory, spi));
                }
            }
        }
        return providers;
    }

    /** Returns the names of Keycloak's SPIs by the name of their factory interface. */
    private static Map<String, String> spis() {
        Map<String, String> names = new HashMap<>();
        Iterator<Spi> spis = ServiceLoader.load(Spi.class).iterator();
        while (spis.hasNext()) {
            try {
                Spi spi = spis.next();
                names.put(spi.getProviderFactoryClass().getName(), spi.getName());
            } catch (ServiceConfigurationError | LinkageError e) {
                // An SPI whose libraries are only on the server. This extension does not implement such an SPI.
            }
        }
        return names;
    }

    private static String labelDefaultAndRange(PolicySetting setting) {
        ProviderConfigProperty property = PolicySetting.configProperties().stream()
                .filter(each -> each.getName().equals(setting.key()))
                .findFirst()
                .orElseThrow();
        String label = "*" + property.getLabel() + "* | ";
        if (setting.isNumber()) {
            return label + property.getDefaultValue() + " | " + setting.min() + " to " + setting.max();
        }
        if (property.getType().equals(ProviderConfigProperty.STRING_TYPE)) {
            return label + (property.getDefaultValue().toString().isEmpty() ? "none | credential types" : "?");
        }
        List<String> choices = property.getType().equals(ProviderConfigProperty.BOOLEAN_TYPE)
                ? List.of("true", "false")
                : property.getOptions();
        return choices.stream()
                .map(choice -> "`" + choice + "`")
                .collect(Collectors.joining(", ", label + "`" + property.getDefaultValue() + "` | ", ""));
    }

    private static Set<String> reasons(List<List<String>> events, Predicate<String> event) {
        return codes(events.stream()
                .filter(row -> event.test(row.get(1)))
                // Keycloak writes these events with reasons of its own.
                .filter(row -> !row.get(0).endsWith("(Keycloak)"))
                .flatMap(row -> ProjectDocument.code(row.get(3)).stream())
                .filter(reason -> reason.matches("[a-z_]+")));
    }

    /** Returns the classes in a cell, without the methods that it may name. */
    private static Stream<String> classes(String cell) {
        return ProjectDocument.code(cell).stream().map(name -> name.replaceFirst("\\..*", ""));
    }

    private static Set<String> codes(Stream<String> codes) {
        return codes.collect(Collectors.toCollection(TreeSet::new));
    }

    private static Class<?> topLevelClass(String imported) throws ClassNotFoundException {
        int end = imported.length();
        while (end > 0) {
            try {
                return Class.forName(imported.substring(0, end), false, DocumentedFactsTest.class.getClassLoader());
            } catch (ClassNotFoundException e) {
                // A member of a class, or a nested class.
                end = imported.lastIndexOf('.', end - 1);
            }
        }
        throw new ClassNotFoundException(imported);
    }

    private static String sources() throws IOException {
        StringBuilder sources = new StringBuilder();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                sources.append(Files.readString(file));
            }
        }
        return sources.toString();
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(result -> result.group(1)).toList();
    }
}
