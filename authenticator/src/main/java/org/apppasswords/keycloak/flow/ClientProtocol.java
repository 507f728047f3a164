package org.apppasswords.keycloak.flow;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.keycloak.authentication.AuthenticationFlowContext;

/**
 * The protocol that the program signs in with, such as imap or pop3: one client may be a bridge for several. As with
 * {@link ClientAddress}, only an authenticated bridge is believed, in the header that its client names.
 */
public final class ClientProtocol {

    /** Client attribute that names the header. */
    static final String HEADER_ATTRIBUTE = "app-passwords.protocol-header";

    /** A name as services have them (RFC 6335, section 5.1), more or less; whatever else is told does not get into events. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,31}");

    private ClientProtocol() {}

    /** The protocol, if the bridge tells one and only one. */
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
