package org.apppasswords.keycloak.connection;

/**
 * What the device shows of a profile, in the user's language.
 *
 * @param name the profile's
 * @param organization whose services these are
 */
record ProfileTexts(String name, String description, String mail, String calendar, String organization) {}
