package org.apppasswords.keycloak.it.support;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An authenticator app: RFC 6238 with Keycloak's defaults (SHA-1, six digits, 30 seconds). */
public final class Totp {

    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final long STEP_SECONDS = 30;

    private final byte[] key;
    private long lastStep = Long.MIN_VALUE;

    private Totp(byte[] key) {
        this.key = key;
    }

    /** For a secret in Base32, as apps take it: with spaces and in lower case, as pages show it. */
    public static Totp ofBase32(String shown) {
        String secret = shown.replace(" ", "").toUpperCase(Locale.ROOT);
        long buffer = 0;
        int bits = 0;
        ByteBuffer bytes = ByteBuffer.allocate(secret.length() * 5 / 8);
        for (int i = 0; i < secret.length(); i++) {
            buffer = buffer << 5 | BASE32.indexOf(secret.charAt(i));
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes.put((byte) (buffer >> bits));
            }
        }
        return new Totp(bytes.array());
    }

    /** For a secret in Keycloak's own form, as its set-up page sends it back. */
    public static Totp ofText(String secret) {
        return new Totp(secret.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A code that has not been used before: Keycloak takes none twice, but takes the next one early. Waits where that is
     * not enough.
     */
    public synchronized String nextCode() {
        long step = Math.max(lastStep + 1, step());
        Waiting.until(
                "the code's time comes", Duration.ofSeconds(STEP_SECONDS).plusSeconds(5), () -> step() >= step - 1);
        lastStep = step;
        return code(step);
    }

    private String code(long step) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
            byte[] hash =
                    mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
            int offset = hash[hash.length - 1] & 0xf;
            int number = ByteBuffer.wrap(hash, offset, Integer.BYTES).getInt() & 0x7fffffff;
            return "%06d".formatted(number % 1_000_000);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long step() {
        return System.currentTimeMillis() / 1000 / STEP_SECONDS;
    }
}
