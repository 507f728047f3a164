package org.apppasswords.ldap.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The whole configuration.
 *
 * @param keycloakCaFile null for Java's own list
 * @param ldap null if off
 * @param ldaps null if off
 * @param http null if off
 * @param certificateFile null if there is no TLS
 * @param claims the claim of each attribute
 */
public record BridgeSettings(
        URI keycloakUrl,
        Path keycloakCaFile,
        Duration keycloakTimeout,
        int keycloakMaxRequests,
        ListenAddress ldap,
        ListenAddress ldaps,
        ListenAddress http,
        Path certificateFile,
        Path keyFile,
        boolean isTlsRequired,
        List<ServiceSettings> services,
        Map<String, String> claims,
        boolean showsUnverifiedMail,
        Duration cacheLifetime,
        int cacheEntries,
        Limits limits,
        LogSettings log,
        Duration stopTime) {

    public BridgeSettings {
        services = List.copyOf(services);
        claims = Map.copyOf(claims);
    }
}
