package org.apppasswords.keycloak.authentication;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apppasswords.keycloak.model.TypedUsername;

/**
 * The credentials of HTTP Basic authentication (RFC 7617).
 *
 * <p>Does not use Keycloak's {@code BasicAuthHelper}, which decodes in the JVM's default charset, accepts any character
 * after the scheme and characters that are not Base64, and in 26.4 unpacks gzip and throws an exception for short
 * input.
 *
 * @param username user name or e-mail address, as {@link TypedUsername} reads it
 * @param password in plain text
 */
public record BasicCredentials(String username, String password) {

    private static final String SCHEME = "Basic ";

    /** Longer than any user name and password together. Unit: characters of Base64. */
    private static final int MAX_LENGTH = 2048;

    /**
     * Reads the header; empty if it is missing, not unique or malformed.
     *
     * @param headers values of the Authorization header, or {@code null}
     */
    public static Optional<BasicCredentials> read(List<String> headers) {
        if (headers == null || headers.size() != 1 || !isBasic(headers.get(0))) {
            return Optional.empty();
        }
        String encoded = headers.get(0).substring(SCHEME.length()).strip();
        if (encoded.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            String pair = text(Base64.getDecoder().decode(encoded));
            int colon = pair.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Optional.of(new BasicCredentials(
                            TypedUsername.read(pair.substring(0, colon)), pair.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Without the password, because this text can end up in logs. */
    @Override
    public String toString() {
        return "BasicCredentials[" + username + "]";
    }

    // Our challenge asks for UTF-8, but programs older than RFC 7617 send ISO 8859-1. Text with other characters than
    // ASCII is hardly ever valid in both.
    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    private static boolean isBasic(String header) {
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }
}
