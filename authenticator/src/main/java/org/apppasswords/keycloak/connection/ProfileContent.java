package org.apppasswords.keycloak.connection;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apppasswords.keycloak.secret.AppPassword;

/** The content of a configuration profile. Its keys are those of Apple's <i>Device Management</i> schema. */
final class ProfileContent {

    private static final String IDENTIFIER = "org.apppasswords.";

    private final AppPassword secret;
    private final String credentialId;
    private final Owner owner;
    private final ProfileTexts texts;

    ProfileContent(AppPassword secret, String credentialId, Owner owner, ProfileTexts texts) {
        this.secret = secret;
        this.credentialId = credentialId;
        this.owner = owner;
        this.texts = texts;
    }

    /**
     * Returns the profile for these connections; empty if Apple profiles support none of them.
     *
     * @param fileName under which browsers save it
     */
    Optional<AppleProfile> of(List<Connection> connections, String fileName) {
        List<Map<String, Object>> mail = mailPayloads(connections).toList();
        List<Map<String, Object>> calendars = calendarPayloads(connections).toList();
        List<Map<String, Object>> payloads =
                Stream.concat(mail.stream(), calendars.stream()).toList();
        if (payloads.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> profile = payload("Configuration", "profile", texts.name());
        profile.put("PayloadDescription", texts.description());
        profile.put("PayloadOrganization", texts.organization());
        profile.put("PayloadRemovalDisallowed", false);
        profile.put("PayloadContent", payloads);
        List<String> contents = Stream.concat(
                        mail.stream().map(payload -> AppleProfile.MAIL).limit(1),
                        calendars.stream().map(payload -> AppleProfile.CALENDAR).limit(1))
                .toList();
        return Optional.of(new AppleProfile(fileName, PropertyList.of(profile), contents));
    }

    private Stream<Map<String, Object>> mailPayloads(List<Connection> connections) {
        if (owner.email().isEmpty()) {
            return Stream.empty();
        }
        return ofProtocol(connections, Protocol.IMAP)
                .flatMap(incoming -> outgoing(connections, incoming).map(smtp -> mail(incoming, smtp)).stream());
    }

    // A service that describes both servers means them to be used together.
    private static Optional<Connection> outgoing(List<Connection> connections, Connection incoming) {
        return ofProtocol(connections, Protocol.SMTP)
                .filter(smtp -> smtp.clientId().equals(incoming.clientId()))
                .findFirst()
                .or(() -> ofProtocol(connections, Protocol.SMTP).findFirst());
    }

    private Map<String, Object> mail(Connection incoming, Connection outgoing) {
        Map<String, Object> mail = payload("com.apple.mail.managed", "mail:" + incoming.clientId(), texts.mail());
        mail.put("EmailAccountDescription", texts.organization());
        owner.fullName().ifPresent(name -> mail.put("EmailAccountName", name));
        mail.put("EmailAccountType", "EmailTypeIMAP");
        mail.put("EmailAddress", owner.email().orElseThrow());
        putServer(mail, "Incoming", incoming);
        putServer(mail, "Outgoing", outgoing);
        mail.put("OutgoingPasswordSameAsIncomingPassword", true);
        return mail;
    }

    // The schema does not distinguish TLS from STARTTLS: devices infer it from the port.
    private void putServer(Map<String, Object> mail, String direction, Connection server) {
        mail.put(direction + "MailServerAuthentication", "EmailAuthPassword");
        mail.put(direction + "MailServerHostName", server.host());
        mail.put(direction + "MailServerPortNumber", server.port());
        mail.put(direction + "MailServerUseSSL", server.security() != Security.NONE);
        mail.put(direction + "MailServerUsername", server.username());
        mail.put(direction + "Password", secret.letters());
    }

    private Stream<Map<String, Object>> calendarPayloads(List<Connection> connections) {
        return ofProtocol(connections, Protocol.CALDAV).map(this::calendar);
    }

    private Map<String, Object> calendar(Connection connection) {
        Map<String, Object> calendar =
                payload("com.apple.caldav.account", "caldav:" + connection.clientId(), texts.calendar());
        calendar.put("CalDAVAccountDescription", texts.organization());
        calendar.put("CalDAVHostName", connection.host());
        calendar.put("CalDAVPort", connection.port());
        calendar.put("CalDAVUseSSL", connection.security() != Security.NONE);
        calendar.put("CalDAVUsername", connection.username());
        calendar.put("CalDAVPassword", secret.letters());
        // Without a path, the device uses .well-known/caldav (RFC 6764, section 5).
        connection
                .url()
                .map(CalendarUrl::path)
                .filter(path -> !path.equals("/"))
                .ifPresent(path -> calendar.put("CalDAVPrincipalURL", path));
        return calendar;
    }

    private Map<String, Object> payload(String type, String part, String displayName) {
        UUID id = PayloadId.of(credentialId, part);
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("PayloadType", type);
        payload.put("PayloadVersion", 1);
        payload.put("PayloadIdentifier", IDENTIFIER + id);
        payload.put("PayloadUUID", id.toString());
        payload.put("PayloadDisplayName", displayName);
        return payload;
    }

    private static Stream<Connection> ofProtocol(List<Connection> connections, Protocol protocol) {
        return connections.stream().filter(connection -> connection.protocol() == protocol);
    }
}
