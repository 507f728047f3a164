package org.apppasswords.keycloak.connection;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apppasswords.keycloak.policy.Service;

/** A client's attributes, and what becomes of them. */
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

    List<ConnectionTemplate> described() {
        return new ConnectionAttributes(service, values::get).read();
    }

    List<Connection> connections(Owner owner) {
        return described().stream()
                .flatMap(connection -> connection.of(owner).stream())
                .toList();
    }
}
