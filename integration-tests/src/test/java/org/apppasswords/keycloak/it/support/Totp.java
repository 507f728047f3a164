package org.apppasswords.keycloak.it.support;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.keycloak.representations.idm.CredentialRepresentation;

/** An authenticator app with one account in it (RFC 6238, with Keycloak's defaults). */
public final class Totp {

    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final long PERIOD_SECONDS = 30;

    private final String secret;

    private Totp(String secret) {
        this.secret = secret;
    }

    /** With this secret in Base32, spaces as you like. */
    public static Totp of(String base32) {
        return new Totp(base32.replace(" ", "").toUpperCase(Locale.ROOT));
    }

    /** The code for now. Keycloak takes each only once. */
    public String code() {
        long period = System.currentTimeMillis() / 1000 / PERIOD_SECONDS;
        try {
            Mac hmac = Mac.getInstance("HmacSHA1");
            hmac.init(new SecretKeySpec(key(), "HmacSHA1"));
            byte[] hash =
                    hmac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(period).array());
            int truncated = ByteBuffer.wrap(hash).getInt(hash[hash.length - 1] & 0xf) & 0x7fffffff;
            return "%06d".formatted(truncated % 1_000_000);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same account on Keycloak's side. */
    public CredentialRepresentation toRepresentation() {
        CredentialRepresentation credential = new CredentialRepresentation();
        credential.setType("otp");
        credential.setUserLabel("Phone");
        credential.setCreatedDate(System.currentTimeMillis());
        credential.setSecretData("{\"value\":\"%s\"}".formatted(secret));
        credential.setCredentialData("""
                {"subType":"totp","digits":6,"counter":0,"period":30,"algorithm":"HmacSHA1",\
                "secretEncoding":"BASE32"}""");
        return credential;
    }

    private byte[] key() {
        ByteBuffer key = ByteBuffer.allocate(secret.length() * 5 / 8);
        int buffer = 0;
        int bits = 0;
        for (int i = 0; i < secret.length(); i++) {
            buffer = buffer << 5 | BASE32.indexOf(secret.charAt(i));
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                key.put((byte) (buffer >> bits));
            }
        }
        return key.array();
    }
}
