package org.apppasswords.keycloak.flow;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.keycloak.authentication.AuthenticationFlowContext;

/**
 * The protocol of the program that signs in, such as imap or pop3: one client can be a bridge for several. As with
 * {@link ClientAddress}, only an authenticated bridge is trusted, in the header that its client names.
 */
public final class ClientProtocol {

    /** Client attribute that names the header. */
    static final String HEADER_ATTRIBUTE = "app-passwords.protocol-header";

    /** Roughly a service name (RFC 6335, section 5.1). Other values are not written into events. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,31}");

    private ClientProtocol() {}

    /** Returns the protocol, if the bridge sends exactly one. */
    public static Optional<String> of(AuthenticationFlowContext context) {
        String header = context.getAuthenticationSession().getClient().getAttribute(HEADER_ATTRIBUTE);
        if (header == null || header.isBlank() || !ClientAddress.isAuthenticatedBridge(context)) {
            return Optional.empty();
        }
        return only(context.getHttpRequest().getHttpHeaders().getRequestHeader(header.strip()));
    }

    public static Optional<String> only(List<String> values) {
        return values != null
                        && values.size() == 1
                        && NAME.matcher(values.get(0)).matches()
                ? Optional.of(values.get(0))
                : Optional.empty();
    }
}
