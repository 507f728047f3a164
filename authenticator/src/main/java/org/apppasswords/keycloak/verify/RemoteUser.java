package org.apppasswords.keycloak.verify;

import java.nio.charset.StandardCharsets;

/**
 * A user name as it stands in a header. Letters and digits of ASCII and {@code ! # $ & + - . ^ _ ` | ~ @} stand for
 * themselves; every other byte of its UTF-8 is {@code %} and two hexadecimal digits: {@code value-chars} of RFC 8187, and
 * the at sign of e-mail addresses.
 *
 * <p>So a name cannot end the header and begin another, cannot pass for two names with a comma between them, and no two
 * users have the same: what is not ASCII would arrive as question marks.
 */
final class RemoteUser {

    private static final String PLAIN = "!#$&+-.^_`|~@";

    private RemoteUser() {}

    static String encode(String username) {
        StringBuilder encoded = new StringBuilder(username.length());
        for (byte octet : username.getBytes(StandardCharsets.UTF_8)) {
            if (isPlain((char) octet)) {
                encoded.append((char) octet);
            } else {
                encoded.append(String.format("%%%02X", octet));
            }
        }
        return encoded.toString();
    }

    private static boolean isPlain(char character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || PLAIN.indexOf(character) >= 0;
    }
}
