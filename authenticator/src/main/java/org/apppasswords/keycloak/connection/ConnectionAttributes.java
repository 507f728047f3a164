package org.apppasswords.keycloak.connection;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.apppasswords.keycloak.policy.Service;

/**
 * The client attributes {@code app-passwords.<protocol>.…} that describe how to reach a service. What cannot be read is in
 * the log, and that connection is left out: half-right settings cost a user more time than none.
 */
final class ConnectionAttributes {

    private static final ExtensionLog LOG = ExtensionLog.of(ConnectionAttributes.class);

    private static final int MAX_PORT = 65535;
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

    /** A path of RFC 3986, section 3.3, and the braces of a template. */
    private static final Pattern PATH = Pattern.compile("/([A-Za-z0-9._~!$&'()*+,;=:@/{}-]|%[0-9A-Fa-f]{2})*");

    private final Service service;
    private final Function<String, String> attributes;

    /**
     * @param attributes the value of a client attribute; {@code null} if there is none
     */
    ConnectionAttributes(Service service, Function<String, String> attributes) {
        this.service = service;
        this.attributes = attributes;
    }

    /** The connections that are described, and can be read. */
    List<ConnectionTemplate> read() {
        return Arrays.stream(Protocol.values()).flatMap(this::read).toList();
    }

    private Stream<ConnectionTemplate> read(Protocol protocol) {
        Optional<String> host = value(protocol, "host");
        if (host.isEmpty()) {
            return Stream.empty();
        }
        try {
            Security security = security(protocol);
            return Stream.of(new ConnectionTemplate(
                    service,
                    protocol,
                    HostName.parse(host.orElseThrow()).orElseThrow(() -> unreadable(protocol, "host")),
                    port(protocol, security),
                    security,
                    template(protocol, "username").orElse(UsernameTemplate.USERNAME),
                    protocol == Protocol.CALDAV ? path(protocol) : Optional.empty()));
        } catch (Unreadable unreadable) {
            LOG.warnOnce("%s", unreadable.getMessage());
            return Stream.empty();
        }
    }

    private Security security(Protocol protocol) {
        Security security = value(protocol, "security")
                .map(code -> Security.of(code).orElseThrow(() -> unreadable(protocol, "security")))
                .orElse(Security.TLS);
        if (protocol.usualPort(security).isEmpty()) {
            throw unreadable(protocol, "security");
        }
        return security;
    }

    private int port(Protocol protocol, Security security) {
        return value(protocol, "port")
                .map(text -> Optional.of(text)
                        .filter(digits -> PORT.matcher(digits).matches())
                        .map(Integer::parseInt)
                        .filter(port -> port > 0 && port <= MAX_PORT)
                        .orElseThrow(() -> unreadable(protocol, "port")))
                .or(() -> protocol.usualPort(security))
                .orElseThrow();
    }

    private Optional<UsernameTemplate> template(Protocol protocol, String name) {
        return value(protocol, name)
                .map(text -> UsernameTemplate.parse(text).orElseThrow(() -> unreadable(protocol, name)));
    }

    private Optional<UsernameTemplate> path(Protocol protocol) {
        Optional<String> text = value(protocol, "path");
        if (text.isPresent() && !PATH.matcher(text.orElseThrow()).matches()) {
            throw unreadable(protocol, "path");
        }
        return template(protocol, "path");
    }

    private Optional<String> value(Protocol protocol, String name) {
        return Optional.ofNullable(attributes.apply(attribute(protocol, name)))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    private static String attribute(Protocol protocol, String name) {
        return "app-passwords." + protocol.code() + "." + name;
    }

    private Unreadable unreadable(Protocol protocol, String name) {
        return new Unreadable("the attribute %s of the client %s cannot be read. Its connection is not shown."
                .formatted(attribute(protocol, name), service.clientId()));
    }

    private static final class Unreadable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message, null, false, false);
        }
    }
}
