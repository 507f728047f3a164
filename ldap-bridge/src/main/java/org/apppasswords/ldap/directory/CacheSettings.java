package org.apppasswords.ldap.directory;

import java.time.Duration;

/**
 * How long look-ups are remembered.
 *
 * @param lifetime zero to remember nothing
 * @param maxEntries how many people, and how many groups, of one service
 */
public record CacheSettings(Duration lifetime, int maxEntries) {}
