package org.apppasswords.ldap.keycloak;

/**
 * A group as the directory API shows it.
 *
 * @param name unique in the realm: the group's name, or its path without the leading slash if another group has that name
 * @param gidNumber the group's POSIX number, or null if it has none
 */
public record GroupRecord(String id, String name, String path, Long gidNumber) {}
