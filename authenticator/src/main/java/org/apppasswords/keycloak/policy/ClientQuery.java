package org.apppasswords.keycloak.policy;

import jakarta.persistence.TypedQuery;
import java.util.stream.Stream;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Finds a realm's clients by what Keycloak's own provider cannot be asked for: {@code
 * ClientProvider.searchClientsByAttributes} takes only attributes that the server's own options name.
 */
public final class ClientQuery {

    private static final String BY_ATTRIBUTE =
            "select client.id from ClientEntity client join client.attributes attribute"
                    + " where client.realmId = :realmId and attribute.name = :value order by client.clientId";

    private static final String BY_PROTOCOL = "select client.id from ClientEntity client"
            + " where client.realmId = :realmId and client.protocol = :value order by client.clientId";

    private ClientQuery() {}

    /**
     * Those that have this attribute, but no more than this. Whatever its value: to the database that is a large object,
     * which not every database compares.
     */
    public static Stream<ClientModel> byAttribute(
            KeycloakSession session, RealmModel realm, String attribute, int most) {
        return find(session, realm, BY_ATTRIBUTE, attribute, most);
    }

    /** Those of this protocol, but no more than this. */
    static Stream<ClientModel> byProtocol(KeycloakSession session, RealmModel realm, String protocol, int most) {
        return find(session, realm, BY_PROTOCOL, protocol, most);
    }

    private static Stream<ClientModel> find(
            KeycloakSession session, RealmModel realm, String query, String value, int most) {
        TypedQuery<String> ids = session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery(query, String.class);
        return ids
                .setParameter("realmId", realm.getId())
                .setParameter("value", value)
                .setMaxResults(most)
                .getResultList()
                .stream()
                .map(realm::getClientById)
                .filter(client -> client != null);
    }
}
