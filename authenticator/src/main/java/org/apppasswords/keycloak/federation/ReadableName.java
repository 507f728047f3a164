package org.apppasswords.keycloak.federation;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ServerInfoAwareProviderFactory;

/**
 * Names of users and groups from requests.
 *
 * <p>In MariaDB and MySQL, Keycloak's columns for these names have the character set {@code utf8mb3}, even if the
 * database has {@code utf8mb4}. They lack, for example, emoji, and the query for a name that they lack fails instead of
 * finding nothing.
 */
public final class ReadableName {

    /** Keycloak's key for the name and the version of the database. */
    private static final String PRODUCT = "databaseProduct";

    private ReadableName() {}

    /** Returns the name; empty if Keycloak's columns for names lack one of its characters, so that nothing has it. */
    public static Optional<String> of(KeycloakSession session, String name) {
        return isStorable(session, name) ? Optional.of(name) : Optional.empty();
    }

    /** Returns whether Keycloak's columns for names, and for the details of events, have all characters of the text. */
    public static boolean isStorable(KeycloakSession session, String text) {
        return text.codePoints().allMatch(Character::isBmpCodePoint) || !isLimited(session);
    }

    private static boolean isLimited(KeycloakSession session) {
        String product = Optional.ofNullable(
                        session.getKeycloakSessionFactory().getProviderFactory(JpaConnectionProvider.class))
                .filter(ServerInfoAwareProviderFactory.class::isInstance)
                .map(factory -> ((ServerInfoAwareProviderFactory) factory).getOperationalInfo())
                .map((Map<String, String> info) -> info.get(PRODUCT))
                .orElse("");
        return Stream.of("MariaDB", "MySQL").anyMatch(product::startsWith);
    }
}
