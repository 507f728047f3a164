package org.apppasswords.keycloak.service;

import java.util.stream.Collectors;
import org.apppasswords.keycloak.federation.ReadableName;
import org.keycloak.models.KeycloakSession;

/**
 * Text for the details of an event.
 *
 * <p>Keycloak's columns for these details lack the same characters as {@linkplain ReadableName those for names}. With such
 * a character, the request fails when it stores its event: in MariaDB and MySQL, every sign-in with an app password that
 * has an emoji in its name.
 */
public final class EventText {

    private static final String REPLACEMENT = "\uFFFD";

    private EventText() {}

    /** Returns the text with a replacement for each character that the database cannot store in an event. */
    public static String of(KeycloakSession session, String text) {
        return ReadableName.isStorable(session, text)
                ? text
                : text.codePoints()
                        .mapToObj(Character::toString)
                        .map(character ->
                                ReadableName.isStorable(session, character) ? character : replacement(session))
                        .collect(Collectors.joining());
    }

    private static String replacement(KeycloakSession session) {
        return ReadableName.of(session, REPLACEMENT).orElse("?");
    }
}
