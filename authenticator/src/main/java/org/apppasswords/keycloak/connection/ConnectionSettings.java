package org.apppasswords.keycloak.connection;

import java.util.List;
import java.util.Optional;

/**
 * The settings with which a user sets up a device with a new app password.
 *
 * @param connections those of the services that the app password is for
 * @param appleProfile the mail and calendar connections as a file for Apple devices; empty without such connections
 * @param autoconfig the address at which Thunderbird finds the mail servers; empty without mail
 */
public record ConnectionSettings(
        List<Connection> connections, Optional<AppleProfile> appleProfile, Optional<String> autoconfig) {

    /** Returns whether there is no profile because a device cannot read mail (IMAP) without sending any (SMTP). */
    public boolean appleNeedsSmtp() {
        return appleProfile.isEmpty() && has(Protocol.IMAP) && !has(Protocol.SMTP);
    }

    private boolean has(Protocol protocol) {
        return connections.stream().anyMatch(connection -> connection.protocol() == protocol);
    }
}
