package org.apppasswords.keycloak.connection;

import java.util.List;
import java.util.stream.Stream;
import org.apppasswords.keycloak.policy.Service;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;

/**
 * The connections of a realm's services, read from the attributes of their clients. They do not depend on the user or
 * the request, so one instance can serve many requests.
 */
public final class RealmConnections {

    private final List<ConnectionTemplate> templates;

    private RealmConnections(List<ConnectionTemplate> templates) {
        this.templates = templates;
    }

    /**
     * Reads the clients' attributes.
     *
     * @param services the services that users of the realm can choose from
     */
    public static RealmConnections of(RealmModel realm, List<Service> services) {
        return new RealmConnections(services.stream()
                .flatMap(service -> templatesOf(realm, service))
                .toList());
    }

    List<ConnectionTemplate> templates() {
        return templates;
    }

    private static Stream<ConnectionTemplate> templatesOf(RealmModel realm, Service service) {
        ClientModel client = realm.getClientByClientId(service.clientId());
        return client == null
                ? Stream.empty()
                : new ConnectionAttributes(service, client::getAttribute).templates().stream();
    }
}
