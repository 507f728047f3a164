package org.apppasswords.ldap.keycloak;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How to reach Keycloak.
 *
 * @param url Keycloak's address with its path, without {@code /realms}
 * @param caFile certificates of the authorities that may sign Keycloak's certificate, or null for Java's own list
 * @param timeout how long one request may take
 * @param maxRequests how many requests may be open at the same time
 */
public record KeycloakSettings(URI url, Path caFile, Duration timeout, int maxRequests) {}
