package org.apppasswords.keycloak.connection;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The mail servers of a realm in the form that Thunderbird and others look for ({@code clientConfig}, version 1.1). It
 * says nothing about any user: programs ask before anybody has signed in.
 *
 * @param domain whose mail it is
 * @param displayName the realm's
 * @param loginWithEmail whether users can sign in with their e-mail address
 */
record MailAutoconfig(String domain, String displayName, boolean loginWithEmail) {

    private static final String EMAIL_ADDRESS = "%EMAILADDRESS%";
    private static final String LOCAL_PART = "%EMAILLOCALPART%";

    /** The document; empty unless there are servers for both ways, which programs insist on. */
    Optional<String> of(List<ConnectionTemplate> connections) {
        List<ConnectionTemplate> incoming = ofProtocol(connections, Protocol.IMAP);
        List<ConnectionTemplate> outgoing = ofProtocol(connections, Protocol.SMTP);
        if (incoming.isEmpty() || outgoing.isEmpty()) {
            return Optional.empty();
        }
        XmlText xml = new XmlText("")
                .start("clientConfig", "version", "1.1")
                .start("emailProvider", "id", domain)
                .element("domain", domain)
                .element("displayName", displayName)
                .element("displayShortName", displayName);
        incoming.forEach(server -> write(xml, "incomingServer", server));
        outgoing.forEach(server -> write(xml, "outgoingServer", server));
        return Optional.of(xml.end().end().document());
    }

    private void write(XmlText xml, String element, ConnectionTemplate server) {
        xml.start(element, "type", server.protocol().code())
                .element("hostname", server.host())
                .element("port", String.valueOf(server.port()))
                .element("socketType", socketType(server.security()))
                .element("username", username(server.username()))
                .element("authentication", "password-cleartext")
                .end();
    }

    private static String socketType(Security security) {
        return switch (security) {
            case TLS -> "SSL";
            case STARTTLS -> "STARTTLS";
            case NONE -> "plain";
        };
    }

    private String username(UsernameTemplate template) {
        String username = loginWithEmail && template.equals(UsernameTemplate.USERNAME) ? EMAIL_ADDRESS : LOCAL_PART;
        return template.fill(username, Optional.of(EMAIL_ADDRESS), UnaryOperator.identity())
                .orElseThrow();
    }

    private static List<ConnectionTemplate> ofProtocol(List<ConnectionTemplate> connections, Protocol protocol) {
        return connections.stream()
                .filter(connection -> connection.protocol() == protocol)
                .toList();
    }
}
