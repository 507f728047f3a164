package org.apppasswords.keycloak.connection;

import java.util.Optional;

/**
 * The settings that a user types into a program to reach one service.
 *
 * @param clientId client ID of the service
 * @param service display name of the service
 * @param host a host name or an IPv4 address
 * @param username the user name that the program must send
 * @param url address of the calendars; empty for other protocols
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
