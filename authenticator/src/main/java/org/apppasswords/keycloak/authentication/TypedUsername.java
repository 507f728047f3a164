package org.apppasswords.keycloak.authentication;

/** A user name as a program sent it, made safe to look up and to write into an event. */
final class TypedUsername {

    /** Neither a user name nor an e-mail address is longer in Keycloak's database. Unit: UTF-16 characters. */
    static final int MAX_LENGTH = 255;

    private TypedUsername() {}

    /**
     * The name without NUL, which PostgreSQL does not take in any text. A name that is too long stays so, by one
     * character: it is no user's, and need not be looked up or logged in full.
     *
     * @param input as it arrived, or {@code null}
     */
    static String read(String input) {
        if (input == null) {
            return null;
        }
        String text = input.replace("\0", "");
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH + 1);
    }
}
