package org.apppasswords.keycloak.connection;

import java.util.List;
import java.util.Optional;

/**
 * How to set up a device with a new app password.
 *
 * @param connections what to type in; those of the services that the app password is for
 * @param appleProfile the same as a file for Apple's devices; empty if there is neither mail nor a calendar in it
 * @param autoconfig where Thunderbird finds the mail servers; empty if there is no mail
 */
public record ConnectionSettings(
        List<Connection> connections, Optional<AppleProfile> appleProfile, Optional<String> autoconfig) {}
