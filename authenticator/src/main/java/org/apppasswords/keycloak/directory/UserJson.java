package org.apppasswords.keycloak.directory;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * A user in a response.
 *
 * @param createdAt epoch milliseconds; {@code null} for users of a directory whom Keycloak does not import
 * @param claims what the client's mappers put into userinfo
 * @param groups IDs of the user's groups and of all their parents; {@code null} if the client does not receive groups
 */
@JsonInclude(Include.NON_NULL)
record UserJson(
        String id, String username, boolean emailVerified, Long createdAt, ObjectNode claims, Set<String> groups) {

    /** Leaves out the claims, which are personal data. */
    @Override
    public String toString() {
        return "UserJson[" + id + "]";
    }
}
