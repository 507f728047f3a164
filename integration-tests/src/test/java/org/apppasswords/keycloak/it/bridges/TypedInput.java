package org.apppasswords.keycloak.it.bridges;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apppasswords.keycloak.it.support.fixtures.TypedForms;

/**
 * What programs send as user name and password. Pat has the app password {@link #LETTERS} and an imported one, the other
 * users have the same letters.
 */
enum TypedInput {
    AS_SHOWN("the name, and the app password as shown", "pat"),
    SPACE_AROUND_NAME("a space before and behind the name", " pat "),
    LINE_BREAK_AFTER_NAME("a tab or a line break behind the name", "pat\t\r\n"),
    CAPITALS("the name in capitals", "PAT"),
    ADDRESS("the user's e-mail address", "pat@example.org"),
    ENCODED_ADDRESS("the e-mail address percent-encoded, `pat%40example.org`", "pat%40example.org"),
    ENCODED_TWICE("the same encoded twice, `pat%2540example.org`", "pat%2540example.org"),
    OTHER_DOMAIN("the name with another domain, `pat@elsewhere.example`", "pat@elsewhere.example"),
    WINDOWS_DOMAIN("a Windows domain, `DOMAIN\\pat`", "DOMAIN\\pat"),
    UTF_8("a name beyond ASCII in UTF-8", "zoë"),
    ISO_8859_1("the same in ISO 8859-1", "zoë", TypedInput.LETTERS, StandardCharsets.ISO_8859_1),
    SPACE_IN_NAME("a name with a space in it, `pat smith`", "pat smith"),
    LONGEST_NAME("a name of 255 characters, Keycloak's maximum", "l".repeat(255)),
    WITHOUT_ADDRESS("the name of a user without an e-mail address", "plain"),
    COLON_IN_NAME("a colon in the name", "pat:x"),
    NUL_IN_NAME("a NUL in or behind the name", "pat\0"),
    EMPTY_NAME("an empty name", ""),
    BLANK_NAME("a name of spaces", "   "),
    LONG_NAME("a name of 3,000 characters", "p".repeat(3000)),
    TYPED_PASSWORD(
            "spaces, dashes and capitals in the app password",
            "pat",
            TypedForms.hyphens(TypedInput.LETTERS).toUpperCase(Locale.ROOT).replace("-", " \u2013 ")),
    UNBREAKABLE_SPACE("a space that does not break behind the app password", "pat", TypedInput.LETTERS + "\u00a0"),
    TAB_AFTER_PASSWORD("a tab behind the app password", "pat", TypedInput.LETTERS + "\t"),
    LINE_BREAK_AFTER_PASSWORD("a line break behind the app password", "pat", TypedInput.LETTERS + "\r\n"),
    NUL_AFTER_PASSWORD("a NUL and more behind the app password", "pat", TypedInput.LETTERS + "\0x"),
    WRONG_PASSWORD("a wrong password", "pat", "wrongwrongwrongwrongwron"),
    EMPTY_PASSWORD("an empty password", "pat", ""),
    NOT_UTF_8("a wrong password that is not UTF-8", "pat", TypedInput.LETTERS + "ÿ", StandardCharsets.ISO_8859_1),
    LONG_PASSWORD("a password of 3,000 characters", "pat", "p".repeat(3000)),
    IMPORTED(
            "an imported password with `:`, quotes, backslash, `%`, `ä` and a space",
            "pat", TypedInput.IMPORTED_PASSWORD),
    SPACE_AFTER_IMPORTED("a space behind an imported password", "pat", TypedInput.IMPORTED_PASSWORD + " ");

    static final String LETTERS = "phonephonephonephonephon";
    static final String IMPORTED_PASSWORD = "a:b \"c' \\d %u $1 &e=ä";

    private final String label;
    private final String username;
    private final String password;
    private final Charset charset;

    TypedInput(String label, String username) {
        this(label, username, TypedInput.LETTERS);
    }

    TypedInput(String label, String username, String password) {
        this(label, username, password, StandardCharsets.UTF_8);
    }

    TypedInput(String label, String username, String password, Charset charset) {
        this.label = label;
        this.username = username;
        this.password = password;
        this.charset = charset;
    }

    /** Returns the words of the documented table. */
    String label() {
        return label;
    }

    byte[] username() {
        return username.getBytes(charset);
    }

    byte[] password() {
        return password.getBytes(charset);
    }
}
