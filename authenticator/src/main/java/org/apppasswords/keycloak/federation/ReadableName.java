package org.apppasswords.keycloak.federation;

import java.util.Optional;
import org.keycloak.models.KeycloakSession;

/** Names of users and groups from requests. */
public final class ReadableName {

    private ReadableName() {}

    /** Returns the name; empty if Keycloak's columns for names lack one of its characters, so that nothing has it. */
    public static Optional<String> of(KeycloakSession session, String name) {
        return isStorable(session, name) ? Optional.of(name) : Optional.empty();
    }

    /** Returns whether Keycloak's columns for names, and for the details of events, have all characters of the text. */
    public static boolean isStorable(KeycloakSession session, String text) {
        return DatabaseCharacters.forText(session, text).names().test(text);
    }

    /** Returns whether Keycloak's column for e-mail addresses has all characters of the text. */
    public static boolean isStorableAsEmail(KeycloakSession session, String text) {
        return DatabaseCharacters.forText(session, text).others().test(text);
    }
}
