package org.apppasswords.ldap.entry;

/** What the name of a user or group in Keycloak can be. */
public final class KeycloakName {

    private KeycloakName() {}

    /** Returns whether a name can exist: Keycloak accepts neither blank names nor control characters. */
    public static boolean canExist(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (Character.isISOControl(name.charAt(i))) {
                return false;
            }
        }
        return !name.isBlank();
    }
}
