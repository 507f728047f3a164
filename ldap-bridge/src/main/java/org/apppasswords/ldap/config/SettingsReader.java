package org.apppasswords.ldap.config;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the settings. An environment variable wins over the file; what neither has gets its default. Reports all
 * problems at once.
 */
public final class SettingsReader {

    private static final Pattern COMMA = Pattern.compile(",");
    private static final Pattern SERVICE_NAME = Pattern.compile("[a-z][a-z0-9]*");
    private static final Pattern ATTRIBUTE_NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9-]*");
    private static final String PREFIX = "LDAP_BRIDGE_";

    /** What Kubernetes sets in every container if there is a service with the name of the bridge. */
    private static final Pattern KUBERNETES = Pattern.compile("LDAP_BRIDGE_(SERVICE_(HOST|PORT.*)|PORT(_[0-9]+_.*)?)");

    private final Map<String, String> values;
    private final List<String> problems = new ArrayList<>();

    private SettingsReader(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads the file and the environment.
     *
     * @param file null if all settings are in the environment
     * @param defaultClaims the claim of each attribute, where the configuration does not change it
     */
    public static BridgeSettings read(Path file, Map<String, String> environment, Map<String, String> defaultClaims)
            throws ConfigurationException {
        Map<String, String> values = new HashMap<>();
        if (file != null) {
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                properties.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                throw new ConfigurationException(List.of(file + ": cannot be read: " + e));
            }
            properties
                    .stringPropertyNames()
                    .forEach(key -> values.put(key, properties.getProperty(key).strip()));
        }
        SettingsReader reader = new SettingsReader(values);
        return reader.read(environment, defaultClaims);
    }

    private BridgeSettings read(Map<String, String> environment, Map<String, String> defaultClaims)
            throws ConfigurationException {
        String listed = environment.getOrDefault(Setting.SERVICES.variable(), values.getOrDefault("services", ""));
        List<String> names = list(listed);
        for (String name : names) {
            if (!SERVICE_NAME.matcher(name).matches()) {
                problems.add("services: " + name + ": must be lower-case letters and digits, starting with a letter");
            }
        }
        Set<String> known = new TreeSet<>();
        for (Setting setting : Setting.values()) {
            known.add(setting.key());
            if (setting.isPerService()) {
                names.forEach(name -> known.add(setting.key(name)));
            }
        }
        values.keySet().stream()
                .filter(key -> !known.contains(key))
                .sorted()
                .forEach(key -> problems.add(key + ": unknown setting" + suggestion(key, known)));
        Map<String, String> variables = new HashMap<>();
        known.forEach(key -> variables.put(Setting.variable(key), key));
        environment.forEach((variable, value) -> {
            if (variables.containsKey(variable)) {
                values.put(variables.get(variable), value.strip());
            } else if (variable.startsWith(PREFIX)
                    && !KUBERNETES.matcher(variable).matches()) {
                problems.add(variable + ": unknown setting" + suggestion(variable, variables.keySet()));
            }
        });

        BridgeSettings settings = settings(names.isEmpty() ? List.of("") : names, defaultClaims);
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return settings;
    }

    private BridgeSettings settings(List<String> names, Map<String, String> defaultClaims) {
        ListenAddress ldap = address(Setting.LDAP_LISTEN);
        ListenAddress ldaps = address(Setting.LDAPS_LISTEN);
        Path certificate = file(Setting.TLS_CERTIFICATE_FILE);
        Path key = file(Setting.TLS_KEY_FILE);
        boolean tlsRequired = flag(Setting.TLS_REQUIRED, "");
        if ((certificate == null) != (key == null)) {
            problems.add("tls.certificate-file, tls.key-file: must be set both, or none");
        }
        if (certificate == null && ldaps != null) {
            problems.add("ldaps.listen: needs tls.certificate-file and tls.key-file");
        }
        if (certificate == null && tlsRequired) {
            problems.add("tls.required: needs tls.certificate-file and tls.key-file");
        }
        if (ldap == null && ldaps == null) {
            problems.add("ldap.listen, ldaps.listen: at least one of them must be set");
        }
        List<ServiceSettings> services = names.stream().map(this::service).toList();
        Set<DN> bases = new HashSet<>();
        for (ServiceSettings service : services) {
            if (service.baseDn() != null && !bases.add(service.baseDn())) {
                problems.add(Setting.BASE_DN.key(service.name()) + ": another service has the same base");
            }
        }
        return new BridgeSettings(
                url(),
                file(Setting.KEYCLOAK_CA_FILE),
                seconds(Setting.KEYCLOAK_TIMEOUT_SECONDS, 1, 300),
                number(Setting.KEYCLOAK_MAX_REQUESTS, 1, 10_000),
                ldap,
                ldaps,
                address(Setting.HTTP_LISTEN),
                certificate,
                key,
                tlsRequired,
                services,
                claims(defaultClaims),
                flag(Setting.MAIL_UNVERIFIED, ""),
                seconds(Setting.CACHE_SECONDS, 0, 60),
                number(Setting.CACHE_ENTRIES, 0, 10_000_000),
                new Limits(
                        number(Setting.LIMITS_CONNECTIONS, 1, 100_000),
                        number(Setting.LIMITS_CONNECTIONS_PER_ADDRESS, 1, 100_000),
                        number(Setting.LIMITS_MESSAGE_KIB, 1, 16_384) * 1024,
                        seconds(Setting.LIMITS_IDLE_SECONDS, 1, 86_400),
                        seconds(Setting.LIMITS_FIRST_REQUEST_SECONDS, 1, 86_400),
                        seconds(Setting.LIMITS_OPERATION_SECONDS, 1, 3600),
                        number(Setting.LIMITS_RESULTS, 1, 10_000_000),
                        number(Setting.LIMITS_MEMBERS, 1, 10_000_000)),
                new LogSettings(
                        choice(Setting.LOG_FORMAT, "", "text", "json").equals("json"),
                        level(choice(Setting.LOG_LEVEL, "", "error", "warn", "info", "debug"))),
                seconds(Setting.STOP_SECONDS, 0, 600));
    }

    private ServiceSettings service(String name) {
        DN base = dn(Setting.BASE_DN, name);
        if (base != null && base.isNullDN()) {
            base = null;
        }
        DN searchDn = value(Setting.SEARCH_DN, name).isEmpty() ? null : dn(Setting.SEARCH_DN, name);
        String searchPassword = secret(Setting.SEARCH_PASSWORD, Setting.SEARCH_PASSWORD_FILE, name, searchDn != null);
        if (searchDn != null && base != null && !searchDn.isDescendantOf(base, false)) {
            problems.add(Setting.SEARCH_DN.key(name) + ": must be below " + base);
        }
        Set<String> searchUsers = new HashSet<>();
        list(value(Setting.SEARCH_USERS, name)).forEach(user -> searchUsers.add(user.toLowerCase(Locale.ROOT)));
        return new ServiceSettings(
                name,
                required(Setting.REALM, name),
                required(Setting.CLIENT_ID, name),
                secret(Setting.CLIENT_SECRET, Setting.CLIENT_SECRET_FILE, name, true),
                base,
                searchDn,
                searchPassword,
                searchUsers,
                UserSearch.valueOf(choice(Setting.USER_SEARCH, name, "themselves", "people", "nothing")
                        .toUpperCase(Locale.ROOT)),
                flag(Setting.BIND_BY_NAME, name));
    }

    /** Returns the value, of the service or else of all services; empty if there is none and no default. */
    private String value(Setting setting, String service) {
        String own = values.get(setting.key(service));
        String value = own != null ? own : values.get(setting.key());
        return value != null
                ? value
                : Optional.ofNullable(setting.defaultValue()).orElse("");
    }

    private String required(Setting setting, String service) {
        String value = value(setting, service);
        if (value.isEmpty()) {
            problems.add(setting.key(service) + ": must be set (or " + Setting.variable(setting.key(service)) + ")");
        }
        return value;
    }

    private DN dn(Setting setting, String service) {
        String text = required(setting, service);
        try {
            DN name = new DN(text, null, true);
            if (name.isNullDN() && !text.isEmpty()) {
                problems.add(setting.key(service) + ": must not be empty");
            }
            return name;
        } catch (LDAPException e) {
            problems.add(setting.key(service) + ": " + text + ": not a valid name, for example dc=example,dc=org");
            return null;
        }
    }

    private String secret(Setting value, Setting file, String service, boolean isRequired) {
        String path = value(file, service);
        String secret = value(value, service);
        if (!path.isEmpty() && !secret.isEmpty()) {
            problems.add(value.key(service) + ", " + file.key(service) + ": only one of them may be set");
        } else if (!path.isEmpty()) {
            try {
                secret = Files.readString(Path.of(path)).strip();
                if (secret.isEmpty()) {
                    problems.add(file.key(service) + ": " + path + ": the file is empty");
                }
            } catch (IOException | RuntimeException e) {
                problems.add(file.key(service) + ": " + path + ": cannot be read: "
                        + e.getClass().getSimpleName());
            }
        } else if (secret.isEmpty() && isRequired) {
            problems.add(file.key(service) + ": must be set (or " + value.key(service) + ")");
        }
        return secret;
    }

    private URI url() {
        String text = required(Setting.KEYCLOAK_URL, "");
        try {
            URI url = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            boolean isWeb = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
            if (!isWeb
                    || url.getHost() == null
                    || url.getRawQuery() != null
                    || url.getRawFragment() != null
                    || url.getRawUserInfo() != null) {
                if (!text.isEmpty()) {
                    problems.add("keycloak.url: " + text + ": must be like https://sso.example.org or with a path");
                }
            }
            return url;
        } catch (URISyntaxException e) {
            problems.add("keycloak.url: " + text + ": not a valid address");
            return null;
        }
    }

    private ListenAddress address(Setting setting) {
        String text = value(setting, "");
        if (text.isEmpty()) {
            return null;
        }
        Optional<ListenAddress> address = ListenAddress.read(text);
        if (address.isEmpty()) {
            problems.add(setting.key() + ": " + text + ": must be HOST:PORT, [IPV6]:PORT or :PORT");
        }
        return address.orElse(null);
    }

    private Path file(Setting setting) {
        String text = value(setting, "");
        if (text.isEmpty()) {
            return null;
        }
        Path file = Path.of(text);
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            problems.add(setting.key() + ": " + text + ": the file does not exist or cannot be read");
        }
        return file;
    }

    private int number(Setting setting, int min, int max) {
        String text = value(setting, "");
        try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        problems.add(setting.key() + ": " + text + ": must be a number between " + min + " and " + max);
        return min;
    }

    private Duration seconds(Setting setting, int min, int max) {
        return Duration.ofSeconds(number(setting, min, max));
    }

    private boolean flag(Setting setting, String service) {
        return choice(setting, service, "true", "false").equals("true");
    }

    private String choice(Setting setting, String service, String... accepted) {
        String text = value(setting, service).toLowerCase(Locale.ROOT);
        if (Stream.of(accepted).noneMatch(text::equals)) {
            problems.add(setting.key(service) + ": " + text + ": must be one of " + String.join(", ", accepted));
            return accepted[0];
        }
        return text;
    }

    private static Level level(String name) {
        return switch (name) {
            case "error" -> Level.SEVERE;
            case "warn" -> Level.WARNING;
            case "debug" -> Level.FINE;
            default -> Level.INFO;
        };
    }

    private Map<String, String> claims(Map<String, String> defaults) {
        Map<String, String> claims = new LinkedHashMap<>(defaults);
        for (String item : list(value(Setting.ATTRIBUTES, ""))) {
            int separator = item.indexOf('=');
            String name = separator < 0 ? item : item.substring(0, separator).strip();
            String attribute = OTHER_NAMES.getOrDefault(name.toLowerCase(Locale.ROOT), name);
            String claim = separator < 0 ? "" : item.substring(separator + 1).strip();
            if (separator < 0 || !ATTRIBUTE_NAME.matcher(attribute).matches()) {
                problems.add("attributes: " + item + ": must be ATTRIBUTE=CLAIM");
            } else if (RESERVED.contains(attribute.toLowerCase(Locale.ROOT))) {
                problems.add("attributes: " + attribute + ": comes from Keycloak itself and cannot have another claim");
            } else {
                claims.keySet().removeIf(attribute::equalsIgnoreCase);
                if (!claim.isEmpty()) {
                    claims.put(attribute, claim);
                }
            }
        }
        return claims;
    }

    /** Other names of attributes that have a claim anyway, so that the setting changes that claim. */
    private static final Map<String, String> OTHER_NAMES = Map.of(
            "commonname", "cn",
            "surname", "sn",
            "gn", "givenName",
            "rfc822mailbox", "mail",
            "mobiletelephonenumber", "mobile");

    /** Attributes that decide about identity or rights, so that no claim can stand in for them. */
    private static final Set<String> RESERVED = Set.of(
            "uid",
            "userid",
            "memberof",
            "member",
            "uniquemember",
            "memberuid",
            "objectclass",
            "entryuuid",
            "entrydn",
            "distinguishedname",
            "userpassword",
            "createtimestamp",
            "hassubordinates",
            "structuralobjectclass",
            "subschemasubentry");

    private static List<String> list(String text) {
        return COMMA.splitAsStream(text)
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private static String suggestion(String key, Set<String> known) {
        return known.stream()
                .filter(candidate -> distance(candidate, key) <= 3)
                .findFirst()
                .map(candidate -> "; did you mean " + candidate + "?")
                .orElse("; README.md lists all");
    }

    /** Returns the number of letters to change, insert or remove. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j] + 1, row[j - 1] + 1), diagonal + change);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
