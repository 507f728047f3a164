package org.apppasswords.keycloak.connection;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apppasswords.keycloak.policy.Service;

/**
 * A connection as the administrator described it: for every user.
 *
 * @param path where the calendars are; empty for the other protocols, and if it was not said
 */
record ConnectionTemplate(
        Service service,
        Protocol protocol,
        String host,
        int port,
        Security security,
        UsernameTemplate username,
        Optional<UsernameTemplate> path) {

    /** What its owner types; empty if that takes an e-mail address and there is none. */
    Optional<Connection> of(Owner owner) {
        Optional<String> name = username.fill(
                owner.username(),
                owner.email(),
                value -> protocol == Protocol.LDAP ? DistinguishedName.escapeValue(value) : value);
        Optional<String> filled = path.orElse(new UsernameTemplate("/"))
                .fill(owner.username(), owner.email(), ConnectionTemplate::encode);
        if (name.isEmpty() || filled.isEmpty()) {
            return Optional.empty();
        }
        Optional<CalendarUrl> url = protocol == Protocol.CALDAV
                ? Optional.of(new CalendarUrl(origin(), filled.orElseThrow()))
                : Optional.empty();
        return Optional.of(new Connection(
                service.clientId(), service.name(), protocol, host, port, security, name.orElseThrow(), url));
    }

    private String origin() {
        boolean usual = protocol.usualPort(security)
                .filter(usualPort -> usualPort == port)
                .isPresent();
        return (security == Security.TLS ? "https://" : "http://") + host + (usual ? "" : ":" + port);
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
