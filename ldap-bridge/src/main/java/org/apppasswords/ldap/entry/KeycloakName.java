package org.apppasswords.ldap.entry;

/** What the name of a user or group in Keycloak can be. Other names are not asked for: they would be bad requests. */
public final class KeycloakName {

    /** Keycloak's limit for a user name, an e-mail address and parts of them. Unit: characters. */
    public static final int MAX_LENGTH = 255;

    /** The unique name of a group can be a path. Unit: characters. */
    private static final int MAX_GROUP_LENGTH = 1000;

    private KeycloakName() {}

    /** Returns whether a user name or e-mail address can exist. */
    public static boolean canBeUser(String name) {
        return name.length() <= MAX_LENGTH && canExist(name);
    }

    /** Returns whether the unique name of a group can exist. */
    public static boolean canBeGroup(String name) {
        return name.length() <= MAX_GROUP_LENGTH && canExist(name);
    }

    // Keycloak accepts neither blank names nor control characters.
    private static boolean canExist(String name) {
        return !name.isBlank() && name.chars().noneMatch(Character::isISOControl);
    }
}
