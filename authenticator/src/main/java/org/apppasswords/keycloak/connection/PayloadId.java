package org.apppasswords.keycloak.connection;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Computes stable IDs for the parts of a profile, so that installing a profile again replaces it. */
final class PayloadId {

    private PayloadId() {}

    /**
     * Returns a UUID of version 8 (RFC 9562, appendix B.2). {@link UUID#nameUUIDFromBytes} uses MD5, which not every
     * server has.
     *
     * @param part name of the part of the profile
     */
    static UUID of(String credentialId, String part) {
        try {
            ByteBuffer hash = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256")
                    .digest((credentialId + "\n" + part).getBytes(StandardCharsets.UTF_8)));
            long high = (hash.getLong() & 0xFFFFFFFFFFFF0FFFL) | 0x8000L;
            long low = (hash.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
            return new UUID(high, low);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
