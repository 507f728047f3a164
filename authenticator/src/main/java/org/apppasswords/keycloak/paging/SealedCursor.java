package org.apppasswords.keycloak.paging;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.keycloak.crypto.Algorithm;
import org.keycloak.crypto.KeyUse;
import org.keycloak.crypto.KeyWrapper;
import org.keycloak.jose.jwe.JWE;
import org.keycloak.jose.jwe.JWEConstants;
import org.keycloak.jose.jwe.JWEException;
import org.keycloak.jose.jwe.JWEHeader;
import org.keycloak.jose.jwe.JWEKeyStorage;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.util.TokenUtil;

/**
 * Turns the position of a scan into a cursor for the client and back. The cursor is encrypted and authenticated with
 * the realm's own key, because a position may name a user whom the client may not see, and a forged position could
 * start a scan anywhere.
 */
public final class SealedCursor {

    /** Longer than the longest positions need. Unit: characters. */
    private static final int MAX_LENGTH = 2048;

    private final KeycloakSession session;
    private final RealmModel realm;

    public SealedCursor(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /** Returns the cursor for this text. */
    public String seal(String position) {
        KeyWrapper key = session.keys().getActiveKey(realm, KeyUse.ENC, Algorithm.AES);
        String encryption = "A" + key.getSecretKey().getEncoded().length * Byte.SIZE + "GCM";
        JWE jwe = new JWE()
                .header(new JWEHeader(JWEConstants.DIRECT, encryption, null, key.getKid()))
                .content(position.getBytes(StandardCharsets.UTF_8));
        jwe.getKeyStorage().setCEKKey(key.getSecretKey(), JWEKeyStorage.KeyUse.ENCRYPTION);
        try {
            return jwe.encodeJwe();
        } catch (JWEException e) {
            throw new IllegalStateException("the realm's key is not usable", e);
        }
    }

    /** Returns the text in a cursor; empty if this realm did not issue it, or its key was removed meanwhile. */
    public Optional<String> open(String cursor) {
        if (cursor.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            String kid = new JWE(cursor).getHeader().getKeyId();
            KeyWrapper key = kid == null ? null : session.keys().getKey(realm, kid, KeyUse.ENC, Algorithm.AES);
            return key == null
                    ? Optional.empty()
                    : Optional.of(new String(
                            TokenUtil.jweDirectVerifyAndDecode(key.getSecretKey(), null, cursor),
                            StandardCharsets.UTF_8));
        } catch (JWEException | RuntimeException e) {
            // Any failure means that this realm did not issue the cursor.
            return Optional.empty();
        }
    }
}
