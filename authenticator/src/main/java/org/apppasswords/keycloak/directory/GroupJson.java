package org.apppasswords.keycloak.directory;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;

/**
 * A group in a response.
 *
 * @param name the group's {@linkplain GroupNames unique name}
 * @param path the path as Keycloak writes it into claims
 * @param parentId {@code null} for a top-level group
 * @param children IDs of the groups directly below
 * @param members IDs of visible direct members; {@code null} if not requested
 * @param membersNext cursor of further members; {@code null} if these are the last ones
 */
@JsonInclude(Include.NON_NULL)
record GroupJson(
        String id,
        String name,
        String path,
        String parentId,
        List<String> children,
        List<String> members,
        String membersNext) {}
