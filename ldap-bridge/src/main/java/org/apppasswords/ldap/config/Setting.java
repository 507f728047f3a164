package org.apppasswords.ldap.config;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Every setting with its name, its default and what it means. README.md and the example file list the same. */
public enum Setting {
    KEYCLOAK_URL("keycloak.url", null, "Keycloak's address, without `/realms`."),
    KEYCLOAK_CA_FILE(
            "keycloak.ca-file",
            "",
            "PEM file with the authorities that sign Keycloak's certificate. Empty: Java's own list."),
    KEYCLOAK_TIMEOUT_SECONDS("keycloak.timeout-seconds", "10", "How long one request to Keycloak may take."),
    KEYCLOAK_MAX_REQUESTS(
            "keycloak.max-requests", "32", "Requests to Keycloak at the same time. More wait, at most the time above."),

    LDAP_LISTEN(
            "ldap.listen",
            "127.0.0.1:1389",
            "Address and port for LDAP, with StartTLS if there is a certificate. Empty: off."),
    LDAPS_LISTEN("ldaps.listen", "", "Address and port for LDAPS. Empty: off."),
    HTTP_LISTEN(
            "http.listen",
            "127.0.0.1:9389",
            "Address and port for `/health/live`, `/health/ready` and `/metrics`. Empty: off."),
    TLS_CERTIFICATE_FILE(
            "tls.certificate-file", "", "PEM file with the certificate and its chain. Read again when it changes."),
    TLS_KEY_FILE("tls.key-file", "", "PEM file with the private key (PKCS #8, not encrypted)."),
    TLS_REQUIRED(
            "tls.required",
            "false",
            "Whether everything but the root DSE and StartTLS is refused without TLS (code 13)."),

    SERVICES(
            "services",
            "",
            "Names of several services in one program, separated by commas. See [Several services](#several-services)."),
    REALM("realm", null, "The realm.", true),
    CLIENT_ID("client-id", null, "The service's client.", true),
    CLIENT_SECRET("client-secret", "", "Its secret. Better: the next setting.", true),
    CLIENT_SECRET_FILE("client-secret-file", "", "File with its secret.", true),
    BASE_DN("base-dn", null, "The base of the service's entries, for example `dc=example,dc=org`.", true),
    SEARCH_DN("search-dn", "", "The account that programs search with, below the base. Empty: none.", true),
    SEARCH_PASSWORD("search-password", "", "Its password. Better: the next setting.", true),
    SEARCH_PASSWORD_FILE("search-password-file", "", "File with its password.", true),
    SEARCH_USERS(
            "search-users",
            "",
            "User names, separated by commas, that may search as the account does, for example device accounts.",
            true),
    USER_SEARCH(
            "user-search",
            "themselves",
            "What people who are signed in may search: `themselves` (and their groups), `people` (and all groups), `nothing`.",
            true),
    BIND_BY_NAME(
            "bind-by-name",
            "false",
            "Whether programs may bind with a user name or e-mail address in place of a DN.",
            true),

    ATTRIBUTES(
            "attributes",
            "",
            "More attributes, or other claims for the known ones: `mobile=phone, title=job_title`. Empty claim: not shown."),
    MAIL_UNVERIFIED(
            "mail.unverified",
            "false",
            "Whether `mail` shows addresses that Keycloak has not verified. Somebody could claim another person's address."),

    CACHE_SECONDS("cache.seconds", "2", "How long look-ups are remembered, 0 to 60. Sign-ins never are."),
    CACHE_ENTRIES("cache.entries", "10000", "How many people, and how many groups, of each service are remembered."),

    LIMITS_CONNECTIONS("limits.connections", "2000", "Connections in all."),
    LIMITS_CONNECTIONS_PER_ADDRESS(
            "limits.connections-per-address", "1000", "Connections from one address. With IPv6, from one /64 network."),
    LIMITS_MESSAGE_KIB("limits.message-kib", "256", "The longest request."),
    LIMITS_IDLE_SECONDS("limits.idle-seconds", "900", "How long a connection may be silent."),
    LIMITS_FIRST_REQUEST_SECONDS(
            "limits.first-request-seconds", "30", "How long a new connection may take for its first request."),
    LIMITS_OPERATION_SECONDS("limits.operation-seconds", "60", "How long one operation may take."),
    LIMITS_RESULTS("limits.results", "10000", "Entries in one answer, or in one page."),
    LIMITS_MEMBERS("limits.members", "10000", "Members of one group in one answer."),

    LOG_FORMAT("log.format", "text", "`text` or `json`."),
    LOG_LEVEL(
            "log.level",
            "info",
            "`error`, `warn`, `info` or `debug`. `debug` writes a line for each operation, without passwords."),
    STOP_SECONDS("stop-seconds", "10", "How long running operations may take after SIGTERM.");

    private final String key;
    private final String defaultValue;
    private final String description;
    private final boolean isPerService;

    Setting(String key, String defaultValue, String description) {
        this(key, defaultValue, description, false);
    }

    Setting(String key, String defaultValue, String description, boolean isPerService) {
        this.key = key;
        this.defaultValue = defaultValue;
        this.description = description;
        this.isPerService = isPerService;
    }

    /** Returns the name in the file. */
    public String key() {
        return key;
    }

    /** Returns the name in the file for one of several services. */
    String key(String service) {
        return service.isEmpty() ? key : service + "." + key;
    }

    /** Returns the default, or null if the setting is mandatory. */
    public String defaultValue() {
        return defaultValue;
    }

    public String description() {
        return description;
    }

    /** Returns whether each of several services can have its own value. */
    public boolean isPerService() {
        return isPerService;
    }

    /** Returns the name of the environment variable. */
    public String variable() {
        return variable(key);
    }

    static String variable(String key) {
        return "LDAP_BRIDGE_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    static Optional<Setting> find(String key) {
        return Stream.of(values()).filter(setting -> setting.key.equals(key)).findFirst();
    }
}
