package org.apppasswords.keycloak.service;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ServerInfoAwareProviderFactory;

/**
 * Text for the details of an event.
 *
 * <p>In MariaDB and MySQL, Keycloak's columns for these details, and for user names, have the character set {@code
 * utf8mb3}, even if the database has {@code utf8mb4}. With a character that they cannot store, the request fails when it
 * stores its event: every sign-in with an app password that has an emoji in its name.
 */
public final class EventText {

    private static final int REPLACEMENT = 0xFFFD;

    /** Keycloak's key for the name and the version of the database. */
    private static final String PRODUCT = "databaseProduct";

    private EventText() {}

    /** Returns the text with a replacement for each character that the database cannot store in an event. */
    public static String of(KeycloakSession session, String text) {
        return isStorable(session, text)
                ? text
                : text.codePoints()
                        .map(character -> Character.isBmpCodePoint(character) ? character : REPLACEMENT)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    /** Returns whether Keycloak's columns for the details of events and for user names can store the text. */
    static boolean isStorable(KeycloakSession session, String text) {
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
