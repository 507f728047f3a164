package org.apppasswords.keycloak.secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Remembers for a while which typed password matched which imported hash, so that a mail program that polls does not pay
 * for a slow hash every minute. Replaces that computation and nothing else.
 *
 * <p>What is remembered is a code (HMAC) under a key that this process draws and never writes down: neither the password
 * nor anything it could be guessed from outlives the process. The code is of the stored hash as well, so a changed one is
 * not taken for the old one. Only matches are remembered: failures would let a stranger fill the memory.
 */
public final class VerificationCache {

    /** The one not asked for longest goes first. */
    static final int MOST = 10_000;

    static final Duration KEPT = Duration.ofHours(1);

    private static final String HMAC = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private final LongSupplier nanoTime;
    private final SecretKeySpec key;
    private final Map<String, Long> matchedAt = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST;
        }
    };

    public VerificationCache() {
        this(System::nanoTime);
    }

    VerificationCache(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, HMAC);
    }

    /** Whether this password has matched this hash of this credential within the last hour. */
    public boolean has(String credentialId, ImportedHash hash, byte[] password) {
        String code = code(credentialId, hash, password);
        synchronized (matchedAt) {
            Long at = matchedAt.get(code);
            if (at != null && nanoTime.getAsLong() - at > KEPT.toNanos()) {
                matchedAt.remove(code);
                return false;
            }
            return at != null;
        }
    }

    /** Remembers a match, for an hour from now. */
    public void add(String credentialId, ImportedHash hash, byte[] password) {
        String code = code(credentialId, hash, password);
        synchronized (matchedAt) {
            matchedAt.put(code, nanoTime.getAsLong());
        }
    }

    private String code(String credentialId, ImportedHash hash, byte[] password) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            update(mac, credentialId.getBytes(StandardCharsets.UTF_8));
            update(mac, hash.algorithm().getBytes(StandardCharsets.UTF_8));
            update(mac, hash.text().getBytes(StandardCharsets.UTF_8));
            update(mac, password);
            return Base64.getEncoder().encodeToString(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC with SHA-256", e);
        }
    }

    // With the length of each part: else the end of one could pass for the beginning of the next.
    private static void update(Mac mac, byte[] part) {
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
        mac.update(part);
    }

    /** Nothing of what is remembered. */
    @Override
    public String toString() {
        return "VerificationCache[hidden]";
    }
}
