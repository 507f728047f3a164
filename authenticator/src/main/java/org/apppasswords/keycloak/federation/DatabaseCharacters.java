package org.apppasswords.keycloak.federation;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ServerInfoAwareProviderFactory;

/**
 * The characters that Keycloak's database can store. The query for a text with another character fails instead of finding
 * nothing.
 *
 * <p>In MariaDB and MySQL, the columns for names have the character set {@code utf8mb3} whatever the database has: they
 * lack, for example, emoji. Keycloak declares them as {@code NVARCHAR}.
 *
 * @param names whether the columns for the names of users and groups, and for the details of events, can store a text
 * @param others whether all other columns can
 */
record DatabaseCharacters(Predicate<String> names, Predicate<String> others) {

    private static final Predicate<String> ALL = Objects::nonNull;
    private static final DatabaseCharacters UNLIMITED = new DatabaseCharacters(ALL, ALL);

    /** Keycloak's key for the name and the version of the database. */
    private static final String PRODUCT = "databaseProduct";

    private static final String OF_POSTGRESQL =
            "select pg_encoding_to_char(encoding) from pg_database where datname = current_database()";

    private static final String OF_MARIADB = "select character_set_name from information_schema.columns"
            + " where table_schema = database() and table_name = 'USER_ENTITY' and column_name = 'EMAIL'";

    private static volatile DatabaseCharacters known;

    /** Returns those of this server's database. They are read once, for the first text that is not ASCII. */
    static DatabaseCharacters forText(KeycloakSession session, String text) {
        if (isAscii(text)) {
            return UNLIMITED;
        }
        if (known == null) {
            known = read(session);
        }
        return known;
    }

    private static DatabaseCharacters read(KeycloakSession session) {
        String product = product(session);
        if (product.startsWith("PostgreSQL")) {
            Predicate<String> encoding = ofPostgresql(query(session, OF_POSTGRESQL));
            return new DatabaseCharacters(encoding, encoding);
        }
        return Stream.of("MariaDB", "MySQL").anyMatch(product::startsWith)
                ? new DatabaseCharacters(DatabaseCharacters::isBmp, ofMariaDb(query(session, OF_MARIADB)))
                : UNLIMITED;
    }

    private static String product(KeycloakSession session) {
        return Optional.ofNullable(session.getKeycloakSessionFactory().getProviderFactory(JpaConnectionProvider.class))
                .filter(ServerInfoAwareProviderFactory.class::isInstance)
                .map(factory -> ((ServerInfoAwareProviderFactory) factory).getOperationalInfo())
                .map((Map<String, String> info) -> info.get(PRODUCT))
                .orElse("");
    }

    private static String query(KeycloakSession session, String sql) {
        List<?> rows = session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createNativeQuery(sql)
                .getResultList();
        return rows.isEmpty() ? "" : String.valueOf(rows.get(0));
    }

    /** Returns what an encoding has, named as in PostgreSQL's documentation ("Character Set Support"). */
    static Predicate<String> ofPostgresql(String encoding) {
        return encoding.equals("UTF8")
                ? ALL
                : ofCharset(encoding.replaceFirst("^WIN", "windows-").replaceFirst("^KOI8", "KOI8-"));
    }

    /** Returns what a character set has, named as in MariaDB's documentation ("Supported Character Sets"). */
    static Predicate<String> ofMariaDb(String characterSet) {
        return switch (characterSet) {
            case "utf8mb4" -> ALL;
            case "utf8mb3", "utf8" -> DatabaseCharacters::isBmp;
            case "latin1" -> ofCharset("windows-1252");
            default -> ofCharset(characterSet);
        };
    }

    // Of a character set that Java does not know, nothing is rejected.
    private static Predicate<String> ofCharset(String name) {
        try {
            Charset charset = Charset.forName(name);
            return text -> charset.newEncoder().canEncode(text);
        } catch (IllegalArgumentException e) {
            return ALL;
        }
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(character -> character < 0x80);
    }

    private static boolean isBmp(String text) {
        return text.codePoints().allMatch(Character::isBmpCodePoint);
    }
}
