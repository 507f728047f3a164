package org.apppasswords.keycloak.connection;

/**
 * The texts of a profile that the device shows, in the user's language.
 *
 * @param name name of the profile
 * @param organization display name of the realm
 */
record ProfileTexts(String name, String description, String mail, String calendar, String organization) {}
