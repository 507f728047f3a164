package org.apppasswords.keycloak.connection;

import java.util.Optional;

/**
 * What a user types into a program.
 *
 * @param clientId the service that it belongs to
 * @param service the service's display name
 * @param host a host name or an IPv4 address
 * @param username what the program has to send as this user's name
 * @param url where the calendars are; empty for the other protocols
 */
public record Connection(
        String clientId,
        String service,
        Protocol protocol,
        String host,
        int port,
        Security security,
        String username,
        Optional<CalendarUrl> url) {}
