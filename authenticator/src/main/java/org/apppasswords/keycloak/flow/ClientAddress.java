package org.apppasswords.keycloak.flow;

import java.util.List;
import java.util.Optional;
import org.apppasswords.keycloak.network.IpAddress;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.models.ClientModel;

/**
 * The address of the program that signs in. Behind a bridge, Keycloak sees the bridge's address; the bridge can tell the
 * program's own in a header. That is believed only if an administrator has named the header in the bridge's client, and only
 * in a request that the client has authenticated: a direct grant of a confidential client. In any other, a flow of a
 * browser or one by HTTP Basic for example, anybody can send the header.
 */
public final class ClientAddress {

    /** Client attribute that names the header. */
    static final String HEADER_ATTRIBUTE = "app-passwords.remote-address-header";

    private ClientAddress() {}

    /**
     * The address as events tell it: from the client's header where it has one that is believed, else of the connection.
     * Empty if the header is missing, has several values or is no address: a guess would be worse than none.
     */
    public static Optional<String> of(AuthenticationFlowContext context) {
        Optional<String> header = header(context);
        return header.isPresent() && isAuthenticatedBridge(context) ? told(context, header.get()) : connected(context);
    }

    /**
     * The address where it decides what is allowed. Empty also if the client has a header that is not believed in this
     * request: who connects is then not the program that signs in, but nobody knows who is.
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

    private static Optional<String> told(AuthenticationFlowContext context, String header) {
        List<String> values = context.getHttpRequest().getHttpHeaders().getRequestHeader(header);
        return values != null && values.size() == 1 ? parse(values.get(0)) : Optional.empty();
    }

    private static Optional<String> connected(AuthenticationFlowContext context) {
        return Optional.ofNullable(context.getConnection().getRemoteAddr());
    }

    private static ClientModel client(AuthenticationFlowContext context) {
        return context.getAuthenticationSession().getClient();
    }

    /** Reads an address, with or without a port; empty if it is none. */
    public static Optional<String> parse(String text) {
        return IpAddress.parse(text).map(IpAddress::text);
    }
}
