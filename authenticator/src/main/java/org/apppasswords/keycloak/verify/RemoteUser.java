package org.apppasswords.keycloak.verify;

import java.nio.charset.StandardCharsets;

/**
 * Encodes a user name for a header. ASCII letters and digits and {@code ! # $ & + - . ^ _ ` | ~ @} are kept; every
 * other byte of the name in UTF-8 becomes {@code %} and two hexadecimal digits. These are the {@code value-chars} of
 * RFC 8187, and the at sign of e-mail addresses.
 *
 * <p>So a name cannot end the header and begin another one, and cannot be read as two names with a comma between them.
 * Two users never have the same encoded name; without the encoding, characters outside ASCII would all arrive as
 * question marks.
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
