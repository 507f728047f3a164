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
 * The client attributes {@code app-passwords.<protocol>.…} and {@code app-passwords.mail.domains}, with which
 * administrators describe how to reach a service.
 * A connection with an invalid attribute is logged and left out: half-right settings cost a user more time than none.
 */
final class ConnectionAttributes {

    private static final ExtensionLog LOG = ExtensionLog.of(ConnectionAttributes.class);

    /** Client attribute with the domains of the users' e-mail addresses. */
    private static final String MAIL_DOMAINS = "app-passwords.mail.domains";

    private static final Pattern SEPARATOR = Pattern.compile("[,;\\s]+");

    private static final int MAX_PORT = 65535;
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

    /** Administrators write them by hand, and every page with settings reads all of them. Unit: characters. */
    private static final int MAX_LENGTH = 1000;

    /** A path of RFC 3986, section 3.3, that may contain the braces of a template. */
    private static final Pattern PATH = Pattern.compile("/(?:[A-Za-z0-9._~!$&'()*+,;=:@/{}-]|%[0-9A-Fa-f]{2})*+");

    private final String realmName;
    private final Service service;
    private final Function<String, String> attributes;

    /**
     * @param realmName name of the realm, for the log
     * @param attributes returns the value of a client attribute; {@code null} if it is not set
     */
    ConnectionAttributes(String realmName, Service service, Function<String, String> attributes) {
        this.realmName = realmName;
        this.service = service;
        this.attributes = attributes;
    }

    /** Returns one template for each protocol that has a host and only valid attributes. */
    List<ConnectionTemplate> templates() {
        return Arrays.stream(Protocol.values()).flatMap(this::template).toList();
    }

    /** Returns the domains of the users' e-mail addresses, in the order of the attribute, without invalid ones. */
    List<String> mailDomains() {
        return value(MAIL_DOMAINS).stream()
                .flatMap(SEPARATOR::splitAsStream)
                .filter(text -> !text.isEmpty())
                .flatMap(text -> mailDomain(text).stream())
                .distinct()
                .toList();
    }

    private Optional<String> mailDomain(String text) {
        Optional<String> domain = HostName.parseDomain(text);
        if (domain.isEmpty()) {
            LOG.warnOnce(
                    "realm %s, client %s: the attribute %s is invalid: %s is not a domain of e-mail addresses",
                    realmName, service.clientId(), MAIL_DOMAINS, text);
        }
        return domain;
    }

    private Stream<ConnectionTemplate> template(Protocol protocol) {
        try {
            Optional<String> host = value(protocol, "host");
            if (host.isEmpty()) {
                return Stream.empty();
            }
            Security security = security(protocol);
            return Stream.of(new ConnectionTemplate(
                    service,
                    protocol,
                    HostName.parse(host.orElseThrow()).orElseThrow(() -> invalid(protocol, "host")),
                    port(protocol, security),
                    security,
                    usernameTemplate(protocol, "username").orElse(UsernameTemplate.USERNAME),
                    protocol == Protocol.CALDAV ? path(protocol) : Optional.empty()));
        } catch (InvalidAttribute invalid) {
            LOG.warnOnce("%s", invalid.getMessage());
            return Stream.empty();
        }
    }

    private Security security(Protocol protocol) {
        Security security = value(protocol, "security")
                .map(code -> Security.of(code).orElseThrow(() -> invalid(protocol, "security")))
                .orElse(Security.TLS);
        if (protocol.defaultPort(security).isEmpty()) {
            throw invalid(protocol, "security");
        }
        return security;
    }

    private int port(Protocol protocol, Security security) {
        return value(protocol, "port")
                .map(text -> Optional.of(text)
                        .filter(digits -> PORT.matcher(digits).matches())
                        .map(Integer::parseInt)
                        .filter(port -> port > 0 && port <= MAX_PORT)
                        .orElseThrow(() -> invalid(protocol, "port")))
                .or(() -> protocol.defaultPort(security))
                .orElseThrow();
    }

    private Optional<UsernameTemplate> usernameTemplate(Protocol protocol, String name) {
        return value(protocol, name)
                .map(text -> UsernameTemplate.parse(text).orElseThrow(() -> invalid(protocol, name)));
    }

    private Optional<UsernameTemplate> path(Protocol protocol) {
        Optional<String> text = value(protocol, "path");
        if (text.isPresent() && !PATH.matcher(text.orElseThrow()).matches()) {
            throw invalid(protocol, "path");
        }
        return usernameTemplate(protocol, "path");
    }

    private Optional<String> value(Protocol protocol, String name) {
        Optional<String> value = value(attribute(protocol, name));
        if (value.filter(text -> text.length() > MAX_LENGTH).isPresent()) {
            throw invalid(protocol, name);
        }
        return value;
    }

    private Optional<String> value(String attribute) {
        return Optional.ofNullable(attributes.apply(attribute))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    private static String attribute(Protocol protocol, String name) {
        return "app-passwords." + protocol.code() + "." + name;
    }

    private InvalidAttribute invalid(Protocol protocol, String name) {
        return new InvalidAttribute("realm %s, client %s: the attribute %s is invalid, so the connection is not shown"
                .formatted(realmName, service.clientId(), attribute(protocol, name)));
    }

    private static final class InvalidAttribute extends RuntimeException {

        private static final long serialVersionUID = 1L;

        InvalidAttribute(String message) {
            super(message, null, false, false);
        }
    }
}
