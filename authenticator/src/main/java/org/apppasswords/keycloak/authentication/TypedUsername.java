package org.apppasswords.keycloak.authentication;

/** Makes a user name that a program sent safe to look up and to write into an event. */
final class TypedUsername {

    /** The longest user name or e-mail address in Keycloak's database. Unit: UTF-16 characters. */
    static final int MAX_LENGTH = 255;

    private TypedUsername() {}

    /**
     * Returns the name without NUL, which PostgreSQL does not accept in any text. A name that is too long is cut to one
     * character more than the maximum: it cannot be a user's, and need not be looked up or logged in full.
     *
     * @param input as received, or {@code null}
     */
    static String read(String input) {
        if (input == null) {
            return null;
        }
        String text = input.replace("\0", "");
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH + 1);
    }
}
