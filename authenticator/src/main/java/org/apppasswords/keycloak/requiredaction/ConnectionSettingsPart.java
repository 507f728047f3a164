package org.apppasswords.keycloak.requiredaction;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.connection.AppleProfile;
import org.apppasswords.keycloak.connection.CalendarUrl;
import org.apppasswords.keycloak.connection.Connection;
import org.apppasswords.keycloak.connection.ConnectionSettings;

/** The part of the page that says how to set up a device, as the template reads it. */
final class ConnectionSettingsPart {

    private ConnectionSettingsPart() {}

    static Map<String, Object> of(ConnectionSettings setUp) {
        Map<String, Object> part = new HashMap<>();
        part.put(
                "connections",
                setUp.connections().stream()
                        .map(connection -> describe(connection, setUp.connections()))
                        .toList());
        setUp.appleProfile().ifPresent(profile -> part.put("apple", describe(profile)));
        setUp.autoconfig().ifPresent(address -> part.put("autoconfig", address));
        return part;
    }

    private static Map<String, Object> describe(Connection connection, List<Connection> all) {
        boolean oneOfSeveral = all.stream()
                        .filter(other -> other.protocol() == connection.protocol())
                        .count()
                > 1;
        return Map.of(
                "protocol", connection.protocol().code(),
                "service", connection.service(),
                "oneOfSeveral", oneOfSeveral,
                "host", connection.host(),
                "port", connection.port(),
                "security", connection.security().code(),
                "username", connection.username(),
                "url", connection.url().map(CalendarUrl::text).orElse(""));
    }

    // In the page itself: the file is kept nowhere that it could be fetched from.
    private static Map<String, Object> describe(AppleProfile profile) {
        String content = Base64.getEncoder().encodeToString(profile.content().getBytes(StandardCharsets.UTF_8));
        return Map.of(
                "fileName", profile.fileName(), "address", "data:" + AppleProfile.MEDIA_TYPE + ";base64," + content);
    }
}
