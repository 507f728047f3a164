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
 * Successful verifications of imported hashes, remembered for an hour, so that a mail program that polls does not cost
 * a slow hash every minute. Only the hashing is skipped: all other checks run each time.
 *
 * <p>An entry is an HMAC under a random key that exists only in this process, so neither the password nor anything to
 * guess it from outlives the process. The HMAC covers the stored hash, so a changed hash is computed again. Failures
 * are not remembered, because attackers could fill the memory with them.
 */
public final class VerificationCache {

    /** When it is full, the least recently used entry is removed. */
    static final int MAX_ENTRIES = 10_000;

    static final Duration LIFETIME = Duration.ofHours(1);

    private static final String HMAC = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private final LongSupplier nanoTime;
    private final SecretKeySpec key;
    private final Map<String, Long> matchedAt = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MAX_ENTRIES;
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

    /** Returns whether this password matched this hash of this credential within the last hour. */
    public boolean contains(String credentialId, ImportedHash hash, byte[] password) {
        String hmac = hmac(credentialId, hash, password);
        synchronized (matchedAt) {
            Long at = matchedAt.get(hmac);
            if (at != null && nanoTime.getAsLong() - at > LIFETIME.toNanos()) {
                matchedAt.remove(hmac);
                return false;
            }
            return at != null;
        }
    }

    /** Remembers a match for an hour. */
    public void add(String credentialId, ImportedHash hash, byte[] password) {
        String hmac = hmac(credentialId, hash, password);
        synchronized (matchedAt) {
            matchedAt.put(hmac, nanoTime.getAsLong());
        }
    }

    String hmac(String credentialId, ImportedHash hash, byte[] password) {
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

    // With the length of each part, so that different parts cannot add up to the same bytes.
    private static void update(Mac mac, byte[] part) {
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
        mac.update(part);
    }

    /** Hides the entries: this text can end up in logs. */
    @Override
    public String toString() {
        return "VerificationCache[hidden]";
    }
}
