package org.apppasswords.keycloak.rest;

/** The challenge of HTTP Basic (RFC 7617), in UTF-8. */
public final class BasicChallenge {

    private BasicChallenge() {}

    /** Asks for the credentials of a user of this realm. */
    public static String of(String realmName) {
        return "Basic realm=\"" + quoted(realmName) + "\", charset=\"UTF-8\"";
    }

    /** What a quoted string of a header can hold: printable ASCII, with quotes and backslashes escaped. */
    static String quoted(String text) {
        return text.replaceAll("[^\\x20-\\x7E]", "").replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
