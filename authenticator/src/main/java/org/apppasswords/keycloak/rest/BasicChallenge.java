package org.apppasswords.keycloak.rest;

/** The challenge of HTTP Basic (RFC 7617), in UTF-8. */
public final class BasicChallenge {

    private BasicChallenge() {}

    /** Returns the challenge for a user of this realm. */
    public static String of(String realmName) {
        return "Basic realm=\"" + quoted(realmName) + "\", charset=\"UTF-8\"";
    }

    /** Escapes the text for a quoted string in a header, and removes everything but printable ASCII. */
    static String quoted(String text) {
        return text.replaceAll("[^\\x20-\\x7E]", "").replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
