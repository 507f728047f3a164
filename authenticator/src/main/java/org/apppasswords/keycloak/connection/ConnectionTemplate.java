package org.apppasswords.keycloak.connection;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.naming.ldap.Rdn;
import org.apppasswords.keycloak.policy.Service;

/**
 * A connection for every user, as client attributes describe it.
 *
 * @param path path of the calendars; empty for other protocols, and by default
 */
record ConnectionTemplate(
        Service service,
        Protocol protocol,
        String host,
        int port,
        Security security,
        UsernameTemplate username,
        Optional<UsernameTemplate> path) {

    /** Returns the connection of a user; empty if it needs an e-mail address and the user does not have one. */
    Optional<Connection> fill(Owner owner) {
        Optional<String> name = username.fill(
                owner.username(),
                owner.email(),
                protocol == Protocol.LDAP ? ConnectionTemplate::escapeRdn : UnaryOperator.identity());
        Optional<String> filledPath = path.orElse(new UsernameTemplate("/"))
                .fill(owner.username(), owner.email(), ConnectionTemplate::encode);
        if (name.isEmpty() || filledPath.isEmpty()) {
            return Optional.empty();
        }
        Optional<CalendarUrl> url = protocol == Protocol.CALDAV
                ? Optional.of(new CalendarUrl(origin(), filledPath.orElseThrow()))
                : Optional.empty();
        return Optional.of(new Connection(
                service.clientId(), service.name(), protocol, host, port, security, name.orElseThrow(), url));
    }

    private String origin() {
        boolean isDefaultPort = protocol.defaultPort(security).equals(Optional.of(port));
        return (security == Security.TLS ? "https://" : "http://") + host + (isDefaultPort ? "" : ":" + port);
    }

    // RFC 4514 requires NUL to be escaped, which Rdn leaves as it is.
    private static String escapeRdn(String value) {
        return Rdn.escapeValue(value).replace("\0", "\\00");
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
