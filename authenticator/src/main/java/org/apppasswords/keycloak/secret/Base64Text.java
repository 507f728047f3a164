package org.apppasswords.keycloak.secret;

import java.util.Base64;

/** Base64 with or without padding, for salts and hashes. */
final class Base64Text {

    private Base64Text() {}

    static byte[] decode(String base64) throws UnsupportedHashException {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new UnsupportedHashException("the salt or hash is not valid Base64");
        }
    }

    static byte[] requireLength(byte[] bytes, int minBytes, int maxBytes) throws UnsupportedHashException {
        if (bytes.length < minBytes || bytes.length > maxBytes) {
            throw new UnsupportedHashException("the salt or hash is too short or too long");
        }
        return bytes;
    }

    static String encode(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }
}
