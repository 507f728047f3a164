package org.apppasswords.ldap.entry;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * {@code entryUUID}: RFC 4530. Keycloak's own ids are UUIDs. Users of a federation have ids such as
 * {@code f:component:external}; their UUID is derived from the id, of version 8 (RFC 9562, section 5.8), which Keycloak
 * never uses, so that one cannot be taken for the other.
 */
public final class EntryUuid {

    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private EntryUuid() {}

    /** Returns the UUID of a user or group; the same for the same id. */
    public static String of(String id) {
        if (isUuid(id) && !isDerived(id)) {
            return id;
        }
        try {
            ByteBuffer hash =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8)));
            long high = (hash.getLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x8000L;
            long low = (hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
            return new UUID(high, low).toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the id that has this UUID, if the UUID says so; empty for a derived UUID. */
    public static Optional<String> toId(String uuid) {
        String lower = uuid.toLowerCase(Locale.ROOT);
        return isUuid(lower) && !isDerived(lower) ? Optional.of(lower) : Optional.empty();
    }

    /** Returns whether the text is a UUID in the form of RFC 4122. */
    public static boolean isUuid(String text) {
        return UUID_TEXT.matcher(text).matches();
    }

    /** Returns whether a UUID was derived from an id that is not a UUID. */
    public static boolean isDerived(String uuid) {
        return uuid.charAt(14) == '8';
    }
}
