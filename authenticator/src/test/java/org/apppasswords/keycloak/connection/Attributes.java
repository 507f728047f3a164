package org.apppasswords.keycloak.connection;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apppasswords.keycloak.policy.Service;

/** The attributes of a client, and the connections that they describe. */
final class Attributes {

    static final Owner ALICE = new Owner("alice", Optional.of("alice@example.org"), Optional.of("Alice Archer"));

    private final Service service;
    private final Map<String, String> values = new HashMap<>();

    private Attributes(Service service) {
        this.service = service;
    }

    static Attributes of(String clientId) {
        return new Attributes(new Service(clientId, "Service " + clientId));
    }

    Attributes with(String name, String value) {
        values.put("app-passwords." + name, value);
        return this;
    }

    List<ConnectionTemplate> templates() {
        return new ConnectionAttributes("demo", service, values::get).templates();
    }

    List<String> mailDomains() {
        return new ConnectionAttributes("demo", service, values::get).mailDomains();
    }

    List<Connection> connections(Owner owner) {
        return templates().stream()
                .flatMap(template -> template.fill(owner).stream())
                .toList();
    }
}
