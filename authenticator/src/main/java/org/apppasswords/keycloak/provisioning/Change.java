package org.apppasswords.keycloak.provisioning;

/**
 * One value that set-up or teardown changes.
 *
 * @param on what it belongs to: {@code realm} or {@code client}
 * @param name of the realm or client
 * @param property what is changed
 * @param from a text, a truth value, or {@code null} for nothing
 * @param to the same
 */
public record Change(String on, String name, String property, Object from, Object to) {

    static Change ofRealm(String name, String property, Object from, Object to) {
        return new Change("realm", name, property, from, to);
    }

    static Change ofClient(String clientId, String property, Object from, Object to) {
        return new Change("client", clientId, property, from, to);
    }
}
