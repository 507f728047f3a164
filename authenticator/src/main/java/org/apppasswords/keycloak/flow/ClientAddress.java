package org.apppasswords.keycloak.flow;

import java.util.List;
import java.util.Optional;
import org.apppasswords.keycloak.network.IpAddress;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.models.ClientModel;

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
        Optional<String> header = header(context);
        return header.isPresent() && isAuthenticatedBridge(context) ? sent(context, header.get()) : connected(context);
    }

    /**
     * Returns the address for decisions. Also empty if the client has a header that is not trusted in this request: the
     * program's address is then unknown, because the connection may be the bridge's.
     */
    static Optional<String> forDecision(AuthenticationFlowContext context) {
        return header(context).isEmpty() || isAuthenticatedBridge(context) ? of(context) : Optional.empty();
    }

    private static Optional<String> header(AuthenticationFlowContext context) {
        return Optional.ofNullable(client(context).getAttribute(HEADER_ATTRIBUTE))
                .map(String::strip)
                .filter(header -> !header.isEmpty());
    }

    static boolean isAuthenticatedBridge(AuthenticationFlowContext context) {
        return FlowKind.of(context) == FlowKind.DIRECT_GRANT && !client(context).isPublicClient();
    }

    private static Optional<String> sent(AuthenticationFlowContext context, String header) {
        List<String> values = context.getHttpRequest().getHttpHeaders().getRequestHeader(header);
        return values != null && values.size() == 1 ? parse(values.get(0)) : Optional.empty();
    }

    private static Optional<String> connected(AuthenticationFlowContext context) {
        return Optional.ofNullable(context.getConnection().getRemoteAddr());
    }

    private static ClientModel client(AuthenticationFlowContext context) {
        return context.getAuthenticationSession().getClient();
    }

    /** Reads an address with or without a port; empty if the text is not an address. */
    public static Optional<String> parse(String text) {
        return IpAddress.parse(text).map(IpAddress::text);
    }
}
