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
    private final List<String> mailDomains;

    private RealmConnections(List<ConnectionTemplate> templates, List<String> mailDomains) {
        this.templates = templates;
        this.mailDomains = mailDomains;
    }

    /**
     * Reads the clients' attributes.
     *
     * @param services the services that users of the realm can choose from
     */
    public static RealmConnections of(RealmModel realm, List<Service> services) {
        List<ConnectionAttributes> clients = services.stream()
                .flatMap(service -> attributesOf(realm, service))
                .toList();
        return new RealmConnections(
                clients.stream().flatMap(client -> client.templates().stream()).toList(),
                clients.stream()
                        .flatMap(client -> client.mailDomains().stream())
                        .distinct()
                        .toList());
    }

    List<ConnectionTemplate> templates() {
        return templates;
    }

    /** Returns the domains of the users' e-mail addresses; empty if no client names them. */
    List<String> mailDomains() {
        return mailDomains;
    }

    private static Stream<ConnectionAttributes> attributesOf(RealmModel realm, Service service) {
        ClientModel client = realm.getClientByClientId(service.clientId());
        return Stream.ofNullable(client)
                .map(found -> new ConnectionAttributes(realm.getName(), service, found::getAttribute));
    }
}
