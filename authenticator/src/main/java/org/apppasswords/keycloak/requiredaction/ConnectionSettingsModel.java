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

/** Converts connection settings to the data model of the template. */
final class ConnectionSettingsModel {

    private ConnectionSettingsModel() {}

    static Map<String, Object> of(ConnectionSettings settings) {
        Map<String, Object> model = new HashMap<>();
        model.put(
                "connections",
                settings.connections().stream()
                        .map(connection -> describe(connection, settings.connections()))
                        .toList());
        model.put("appleNeedsSmtp", settings.appleNeedsSmtp());
        settings.appleProfile().ifPresent(profile -> model.put("apple", describe(profile)));
        settings.autoconfig().ifPresent(address -> model.put("autoconfig", address));
        return model;
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

    // The page contains the file, because the server does not store it.
    private static Map<String, Object> describe(AppleProfile profile) {
        String content = Base64.getEncoder().encodeToString(profile.content().getBytes(StandardCharsets.UTF_8));
        return Map.of(
                "fileName", profile.fileName(),
                "address", "data:" + AppleProfile.MEDIA_TYPE + ";base64," + content,
                "contents", String.join("_", profile.contents()));
    }
}
