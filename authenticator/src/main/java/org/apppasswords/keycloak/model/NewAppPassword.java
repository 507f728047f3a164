package org.apppasswords.keycloak.model;

import java.util.List;
import java.util.Set;

/**
 * A user's request for a new app password.
 *
 * @param name as typed; checked and trimmed on creation
 * @param clients clientIds of the services it may be used with; empty means all
 * @param lifetimeDays lifetime in days; 0 means unlimited
 * @param networks networks from which it may be used; checked on creation; empty means every network
 */
public record NewAppPassword(String name, Set<String> clients, int lifetimeDays, List<String> networks) {}
