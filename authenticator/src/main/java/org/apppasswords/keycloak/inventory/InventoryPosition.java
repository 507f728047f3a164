package org.apppasswords.keycloak.inventory;

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
 * The position of an app password in a scan of the realm: the last one that was examined.
 *
 * <p>The cursor for administrators is encrypted with the realm's own key, because the app password may belong to a user
 * whom the administrator may not see, and the ID of a federated user can contain the user name.
 *
 * @param table table of the app password
 * @param userId ID of the owner
 * @param credentialId ID of the app password
 */
public record InventoryPosition(Table table, String userId, String credentialId) {

    /** Longer than the longest IDs need. Unit: characters. */
    private static final int MAX_LENGTH = 2048;

    private static final char SEPARATOR = '\n';

    /** Keycloak's tables of credentials, in the order of the scan. */
    public enum Table {
        LOCAL,
        FEDERATED
    }

    /** Returns the cursor for administrators. */
    String seal(KeycloakSession session, RealmModel realm) {
        KeyWrapper key = session.keys().getActiveKey(realm, KeyUse.ENC, Algorithm.AES);
        String encryption = "A" + key.getSecretKey().getEncoded().length * Byte.SIZE + "GCM";
        JWE jwe = new JWE()
                .header(new JWEHeader(JWEConstants.DIRECT, encryption, null, key.getKid()))
                .content(write().getBytes(StandardCharsets.UTF_8));
        jwe.getKeyStorage().setCEKKey(key.getSecretKey(), JWEKeyStorage.KeyUse.ENCRYPTION);
        try {
            return jwe.encodeJwe();
        } catch (JWEException e) {
            throw new IllegalStateException("the realm's key is not usable", e);
        }
    }

    /** Returns the position in a cursor; empty if this realm did not issue it, or its key was removed meanwhile. */
    static Optional<InventoryPosition> open(KeycloakSession session, RealmModel realm, String cursor) {
        if (cursor.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            String kid = new JWE(cursor).getHeader().getKeyId();
            KeyWrapper key = kid == null ? null : session.keys().getKey(realm, kid, KeyUse.ENC, Algorithm.AES);
            return key == null
                    ? Optional.empty()
                    : read(new String(
                            TokenUtil.jweDirectVerifyAndDecode(key.getSecretKey(), null, cursor),
                            StandardCharsets.UTF_8));
        } catch (JWEException | RuntimeException e) {
            // Any failure means that this realm did not issue the cursor.
            return Optional.empty();
        }
    }

    /** Returns the position as text. */
    public String write() {
        return table.name() + SEPARATOR + credentialId + SEPARATOR + userId;
    }

    /** Parses the text of a position; empty if invalid. */
    public static Optional<InventoryPosition> read(String text) {
        // The ID of a federated user comes last, because it can contain any character.
        String[] parts = text.split(String.valueOf(SEPARATOR), 3);
        if (parts.length != 3 || parts[1].isEmpty() || parts[2].isEmpty()) {
            return Optional.empty();
        }
        for (Table table : Table.values()) {
            if (table.name().equals(parts[0])) {
                return Optional.of(new InventoryPosition(table, parts[2], parts[1]));
            }
        }
        return Optional.empty();
    }
}
