package org.apppasswords.keycloak.secret;

import java.util.Base64;

/** Bytes as Base64, with or without padding, within limits to their number. */
final class Base64Text {

    private Base64Text() {}

    static byte[] decode(String base64, int minBytes, int maxBytes) throws UnsupportedHashException {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new UnsupportedHashException("has a salt or hash that is not valid Base64.");
        }
        return requireLength(bytes, minBytes, maxBytes);
    }

    static byte[] requireLength(byte[] bytes, int minBytes, int maxBytes) throws UnsupportedHashException {
        if (bytes.length < minBytes || bytes.length > maxBytes) {
            throw new UnsupportedHashException("has a salt or hash that is too short or too long.");
        }
        return bytes;
    }

    static String encode(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }
}
