package org.apppasswords.keycloak.connection;

import java.util.List;
import java.util.stream.Stream;
import org.apppasswords.keycloak.policy.Service;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;

/**
 * How the services of a realm are reached, according to their clients' attributes. Does not depend on any user or
 * request, so one instance can serve many.
 */
public final class RealmConnections {

    private final List<ConnectionTemplate> described;

    private RealmConnections(List<ConnectionTemplate> described) {
        this.described = described;
    }

    /**
     * Reads the clients' attributes.
     *
     * @param services the services that users of the realm can choose from
     */
    public static RealmConnections of(RealmModel realm, List<Service> services) {
        return new RealmConnections(services.stream()
                .flatMap(service -> describedBy(realm, service))
                .toList());
    }

    List<ConnectionTemplate> described() {
        return described;
    }

    private static Stream<ConnectionTemplate> describedBy(RealmModel realm, Service service) {
        ClientModel client = realm.getClientByClientId(service.clientId());
        return client == null
                ? Stream.empty()
                : new ConnectionAttributes(service, client::getAttribute).read().stream();
    }
}
