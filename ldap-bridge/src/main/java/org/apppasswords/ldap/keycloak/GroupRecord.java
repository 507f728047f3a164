package org.apppasswords.ldap.keycloak;

/**
 * A group as the directory API shows it.
 *
 * @param name unique in the realm: the group's name, or its path without the leading slash if another group has that name
 */
public record GroupRecord(String id, String name) {}
