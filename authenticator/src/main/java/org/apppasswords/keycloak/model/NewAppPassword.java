package org.apppasswords.keycloak.model;

import java.util.Set;

/**
 * A user's request for a new app password.
 *
 * @param name as typed; checked and trimmed on creation
 * @param clients clientIds of the services it may be used with; empty means all
 * @param lifetimeDays lifetime in days; 0 means unlimited
 */
public record NewAppPassword(String name, Set<String> clients, int lifetimeDays) {}
