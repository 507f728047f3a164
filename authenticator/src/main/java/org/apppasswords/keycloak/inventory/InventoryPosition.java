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
 * How far somebody has come in a walk over a realm's app passwords: the last one that was looked at.
 *
 * <p>Outside it is sealed with the realm's own key, since that one may be of a user whom this administrator may not even
 * know of, and the id of a federated user can hold the user name.
 *
 * @param table that it is in
 * @param userId whose it is
 * @param credentialId which it is
 */
public record InventoryPosition(Table table, String userId, String credentialId) {

    /** More than the longest id needs. Unit: characters. */
    private static final int MAX_LENGTH = 2048;

    private static final char SEPARATOR = '\n';

    /** Keycloak's tables of credentials, in the order of the walk. */
    public enum Table {
        LOCAL,
        FEDERATED
    }

    /** The cursor that an administrator is given. */
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
            throw new IllegalStateException("the realm's key cannot be used", e);
        }
    }

    /** The position in a cursor; empty if this realm has not made it, or with a key that is gone since. */
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
            // Whatever is wrong with it, it is not ours.
            return Optional.empty();
        }
    }

    /** As text. */
    public String write() {
        return table.name() + SEPARATOR + credentialId + SEPARATOR + userId;
    }

    /** From such a text; empty if it is none. */
    public static Optional<InventoryPosition> read(String text) {
        // The id of a federated user comes last: it can hold anything.
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
