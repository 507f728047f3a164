package org.apppasswords.keycloak.service;

import org.apppasswords.keycloak.federation.ReadableName;
import org.keycloak.models.KeycloakSession;

/**
 * Text for the details of an event.
 *
 * <p>In MariaDB and MySQL, Keycloak's columns for these details lack the same characters as {@linkplain ReadableName those
 * for names}. With such a character, the request fails when it stores its event: every sign-in with an app password that
 * has an emoji in its name.
 */
public final class EventText {

    private static final int REPLACEMENT = 0xFFFD;

    private EventText() {}

    /** Returns the text with a replacement for each character that the database cannot store in an event. */
    public static String of(KeycloakSession session, String text) {
        return ReadableName.isStorable(session, text)
                ? text
                : text.codePoints()
                        .map(character -> Character.isBmpCodePoint(character) ? character : REPLACEMENT)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }
}
