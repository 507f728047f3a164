package org.apppasswords.ldap.keycloak;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Set;

/**
 * A user as the directory API shows it.
 *
 * @param id Keycloak's id, not always a UUID: users of a federation have ids such as {@code f:component:external}
 * @param createdAt null if unknown
 * @param claims what the client's protocol mappers put into userinfo
 * @param groupIds direct and inherited groups; empty if the client may not see groups
 */
public record UserRecord(
        String id, String username, boolean emailVerified, Instant createdAt, JsonNode claims, Set<String> groupIds) {

    public UserRecord {
        groupIds = Set.copyOf(groupIds);
    }
}
