package org.apppasswords.keycloak.provisioning;

/**
 * A value that provisioning or deprovisioning changes.
 *
 * @param on owner of the value: {@code realm} or {@code client}
 * @param name name of the realm, or client ID
 * @param property name of the value
 * @param from a string, a boolean, or {@code null} if it was not set
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
