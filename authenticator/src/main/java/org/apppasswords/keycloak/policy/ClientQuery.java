package org.apppasswords.keycloak.policy;

import jakarta.persistence.TypedQuery;
import java.util.Objects;
import java.util.stream.Stream;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Finds a realm's clients by criteria that Keycloak's own provider does not support: {@code
 * ClientProvider.searchClientsByAttributes} accepts only attributes that are listed in the server's options.
 */
public final class ClientQuery {

    private static final String BY_ATTRIBUTE =
            "select client.id from ClientEntity client join client.attributes attribute"
                    + " where client.realmId = :realmId and attribute.name = :value order by client.clientId";

    private static final String BY_PROTOCOL = "select client.id from ClientEntity client"
            + " where client.realmId = :realmId and client.protocol = :value order by client.clientId";

    private ClientQuery() {}

    /**
     * Returns the clients that have this attribute with any value. The value is a large object, which not every
     * database can compare.
     */
    public static Stream<ClientModel> byAttribute(
            KeycloakSession session, RealmModel realm, String attribute, int max) {
        return find(session, realm, BY_ATTRIBUTE, attribute, max);
    }

    /** Returns the clients of this protocol. */
    static Stream<ClientModel> byProtocol(KeycloakSession session, RealmModel realm, String protocol, int max) {
        return find(session, realm, BY_PROTOCOL, protocol, max);
    }

    private static Stream<ClientModel> find(
            KeycloakSession session, RealmModel realm, String query, String value, int max) {
        TypedQuery<String> ids = session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .createQuery(query, String.class);
        return ids
                .setParameter("realmId", realm.getId())
                .setParameter("value", value)
                .setMaxResults(max)
                .getResultList()
                .stream()
                .map(realm::getClientById)
                .filter(Objects::nonNull);
    }
}
