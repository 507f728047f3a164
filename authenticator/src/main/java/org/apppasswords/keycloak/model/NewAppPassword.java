package org.apppasswords.keycloak.model;

import java.util.Set;

/**
 * What a user asks for.
 *
 * @param name as typed; checked and trimmed on creation
 * @param clients clientIds of the services it shall work for; empty means all
 * @param lifetimeDays how long it shall work, in days; 0 means no end
 */
public record NewAppPassword(String name, Set<String> clients, int lifetimeDays) {}
