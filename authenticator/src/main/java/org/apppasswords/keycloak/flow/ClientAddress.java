package org.apppasswords.keycloak.flow;

import java.util.List;
import java.util.Optional;
import org.apppasswords.keycloak.network.IpAddress;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.common.ClientConnection;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakContext;

/**
 * The address of the program that signs in. Behind a bridge, Keycloak sees the bridge's address; the bridge can send
 * the program's own address in a header. The header is trusted only if an administrator has named it in the bridge's
 * client, and only in a direct grant of a confidential client. In other requests, such as browser flows or HTTP Basic,
 * the client is not authenticated, and anyone can send the header.
 */
public final class ClientAddress {

    /** Client attribute that names the header. */
    static final String HEADER_ATTRIBUTE = "app-passwords.remote-address-header";

    private ClientAddress() {}

    /**
     * Returns the address for events: from the client's header if it has a trusted one, otherwise from the connection.
     * Empty if the header is missing, has several values or is not an address: a guess would be worse than no address.
     */
    public static Optional<String> of(AuthenticationFlowContext context) {
        Optional<String> header = header(client(context));
        return header.isPresent() && isAuthenticatedBridge(context)
                ? sent(context.getHttpRequest(), header.get())
                : connected(context.getConnection());
    }

    /**
     * Returns the address for decisions. Also empty if the client has a header that is not trusted in this request: the
     * program's address is then unknown, because the connection may be the bridge's.
     */
    static Optional<IpAddress> forDecision(AuthenticationFlowContext context) {
        return forDecision(context, of(context));
    }

    /**
     * Returns the same if the address for events is known already.
     *
     * @param address as {@link #of} returned it
     */
    public static Optional<IpAddress> forDecision(AuthenticationFlowContext context, Optional<String> address) {
        return header(client(context)).isEmpty() || isAuthenticatedBridge(context)
                ? address.flatMap(IpAddress::parse)
                : Optional.empty();
    }

    /**
     * Returns the address for decisions in a request to the token endpoint that does not run a flow, such as a refresh.
     *
     * @param client that Keycloak has authenticated, unless it is public
     */
    public static Optional<IpAddress> forDecision(KeycloakContext context, ClientModel client) {
        Optional<String> header = header(client);
        Optional<String> address = header.isEmpty()
                ? connected(context.getConnection())
                : header.filter(name -> !client.isPublicClient()).flatMap(name -> sent(context.getHttpRequest(), name));
        return address.flatMap(IpAddress::parse);
    }

    private static Optional<String> header(ClientModel client) {
        return Optional.ofNullable(client.getAttribute(HEADER_ATTRIBUTE))
                .map(String::strip)
                .filter(header -> !header.isEmpty());
    }

    static boolean isAuthenticatedBridge(AuthenticationFlowContext context) {
        return FlowKind.of(context) == FlowKind.DIRECT_GRANT && !client(context).isPublicClient();
    }

    private static Optional<String> sent(HttpRequest request, String header) {
        List<String> values = request.getHttpHeaders().getRequestHeader(header);
        return values != null && values.size() == 1 ? parse(values.get(0)) : Optional.empty();
    }

    private static Optional<String> connected(ClientConnection connection) {
        return Optional.ofNullable(connection.getRemoteAddr());
    }

    private static ClientModel client(AuthenticationFlowContext context) {
        return context.getAuthenticationSession().getClient();
    }

    /** Reads an address with or without a port; empty if the text is not an address. */
    public static Optional<String> parse(String text) {
        return IpAddress.parse(text).map(IpAddress::text);
    }
}
