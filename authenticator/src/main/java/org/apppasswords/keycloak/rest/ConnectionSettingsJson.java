package org.apppasswords.keycloak.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;
import org.apppasswords.keycloak.connection.AppleProfile;
import org.apppasswords.keycloak.connection.CalendarUrl;
import org.apppasswords.keycloak.connection.Connection;
import org.apppasswords.keycloak.connection.ConnectionSettings;
import org.apppasswords.keycloak.connection.Protocol;
import org.apppasswords.keycloak.connection.Security;

/**
 * Settings for a mail program, in the response to a creation.
 *
 * @param appleProfileMissing why there is no profile: {@value #NEEDS_SMTP}; {@code null} for any other reason
 */
@JsonInclude(Include.ALWAYS)
record ConnectionSettingsJson(
        List<ConnectionJson> connections,
        AppleProfile appleProfile,
        @JsonInclude(Include.NON_NULL) String appleProfileMissing,
        String autoconfig) {

    private static final String NEEDS_SMTP = "smtp";

    record ConnectionJson(
            String clientId,
            String service,
            Protocol protocol,
            String host,
            int port,
            Security security,
            String username,
            String url) {}

    static ConnectionSettingsJson of(ConnectionSettings setUp) {
        return new ConnectionSettingsJson(
                setUp.connections().stream().map(ConnectionSettingsJson::of).toList(),
                setUp.appleProfile().orElse(null),
                setUp.appleNeedsSmtp() ? NEEDS_SMTP : null,
                setUp.autoconfig().orElse(null));
    }

    private static ConnectionJson of(Connection connection) {
        return new ConnectionJson(
                connection.clientId(),
                connection.service(),
                connection.protocol(),
                connection.host(),
                connection.port(),
                connection.security(),
                connection.username(),
                connection.url().map(CalendarUrl::text).orElse(null));
    }
}
