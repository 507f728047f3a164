package org.apppasswords.keycloak.transaction;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.keycloak.Config;
import org.keycloak.crypto.Algorithm;
import org.keycloak.crypto.KeyUse;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.SingleUseObjectProvider;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Keycloak's single-use objects, which all nodes share, under keys that clients cannot predict or occupy.
 *
 * <p>Clients write to that store too: before Keycloak 26.7, the {@code jti} of a signed client assertion is the key
 * itself. So each key is an HMAC under the master realm's AES key, a secret of the servers that administrators of other
 * realms can neither read nor set. While that key is rotated, two nodes may use different keys for a moment.
 */
public final class SingleUseStore {

    private static final String PREFIX = "app-passwords.";
    private static final String HMAC = "HmacSHA256";

    /** Separates these MACs from other uses of the realm's key. */
    private static final String DOMAIN = "app-passwords/single-use-object/";

    private final KeycloakSessionFactory sessions;

    public SingleUseStore(KeycloakSession session) {
        this.sessions = session.getKeycloakSessionFactory();
    }

    /**
     * Stores the name until the lifespan ends, even if the caller's transaction is rolled back.
     *
     * @param name of any length; clients may know it
     * @return false if it is already stored
     */
    public boolean putIfAbsent(String name, long lifespanSeconds) {
        return inOwnTransaction(session -> objects(session).putIfAbsent(key(session, name), lifespanSeconds));
    }

    void remove(String name) {
        inOwnTransaction(session -> objects(session).remove(key(session, name)));
    }

    /** Returns the key in the store. */
    static String key(SecretKey secret, String name) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.getEncoded(), HMAC));
            return PREFIX + HexFormat.of().formatHex(mac.doFinal((DOMAIN + name).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private <T> T inOwnTransaction(Function<KeycloakSession, T> work) {
        return KeycloakModelUtils.runJobInTransactionWithResult(sessions, work::apply);
    }

    private static String key(KeycloakSession session, String name) {
        RealmModel master = session.realms().getRealmByName(Config.getAdminRealm());
        // If the realm does not have such a key, Keycloak creates one in the realm of the context.
        session.getContext().setRealm(master);
        return key(
                session.keys().getActiveKey(master, KeyUse.ENC, Algorithm.AES).getSecretKey(), name);
    }

    private static SingleUseObjectProvider objects(KeycloakSession session) {
        return session.singleUseObjects();
    }
}
