package org.apppasswords.ldap.config;

import java.time.Duration;

/** What one program, or all programs together, may use. */
public record Limits(
        int connections,
        int connectionsPerAddress,
        int messageBytes,
        Duration idle,
        Duration firstRequest,
        Duration operation,
        int results,
        int members) {}
