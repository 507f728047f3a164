package org.apppasswords.keycloak.authentication;

import java.util.List;
import java.util.Optional;
import org.apppasswords.keycloak.network.IpAddress;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;

/**
 * The address of the program that signs in. Behind a bridge, Keycloak sees the bridge's address; the bridge can tell the
 * program's own in a header, which is believed only if an administrator has named that header in the bridge's client.
 */
final class ClientAddress {

    /** Client attribute that names the header. */
    static final String HEADER_ATTRIBUTE = "app-passwords.remote-address-header";

    private ClientAddress() {}

    /**
     * The address: from the client's header where it has one, else of the connection. Empty if the header is missing, has
     * several values or is no address: a guess would be worse than none.
     */
    static Optional<String> of(KeycloakSession session, HttpRequest request, ClientModel client) {
        String header = client.getAttribute(HEADER_ATTRIBUTE);
        if (header == null || header.isBlank()) {
            return Optional.ofNullable(session.getContext().getConnection().getRemoteAddr());
        }
        List<String> values = request.getHttpHeaders().getRequestHeader(header.strip());
        return values != null && values.size() == 1 ? parse(values.get(0)) : Optional.empty();
    }

    /** Reads an address, with or without a port; empty if it is none. */
    static Optional<String> parse(String text) {
        return IpAddress.parse(text).map(IpAddress::text);
    }
}
