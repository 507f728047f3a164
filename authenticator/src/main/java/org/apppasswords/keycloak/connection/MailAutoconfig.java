package org.apppasswords.keycloak.connection;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The mail servers of a realm in the format of Thunderbird and others ({@code clientConfig}, version 1.1). It does not
 * depend on the user, because programs request it before the sign-in.
 *
 * @param domains domains of the users' e-mail addresses; at least one
 * @param displayName display name of the realm
 * @param loginWithEmail whether users can sign in with their e-mail address
 */
record MailAutoconfig(List<String> domains, String displayName, boolean loginWithEmail) {

    private static final String EMAIL_ADDRESS = "%EMAILADDRESS%";
    private static final String LOCAL_PART = "%EMAILLOCALPART%";

    /** Returns the document; empty unless there are servers of both kinds, which programs require. */
    Optional<String> of(List<ConnectionTemplate> templates) {
        List<ConnectionTemplate> incoming = ofProtocol(templates, Protocol.IMAP);
        List<ConnectionTemplate> outgoing = ofProtocol(templates, Protocol.SMTP);
        if (incoming.isEmpty() || outgoing.isEmpty()) {
            return Optional.empty();
        }
        XmlText xml =
                new XmlText("").start("clientConfig", "version", "1.1").start("emailProvider", "id", domains.get(0));
        domains.forEach(domain -> xml.element("domain", domain));
        xml.element("displayName", displayName).element("displayShortName", displayName);
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

    // Thunderbird for Android rejects a document with an unencrypted server, even beside encrypted ones.
    private static List<ConnectionTemplate> ofProtocol(List<ConnectionTemplate> templates, Protocol protocol) {
        List<ConnectionTemplate> all = templates.stream()
                .filter(template -> template.protocol() == protocol)
                .toList();
        List<ConnectionTemplate> encrypted = all.stream()
                .filter(template -> template.security() != Security.NONE)
                .toList();
        return encrypted.isEmpty() ? all : encrypted;
    }
}
