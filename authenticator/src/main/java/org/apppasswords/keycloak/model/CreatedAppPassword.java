package org.apppasswords.keycloak.model;

import org.apppasswords.keycloak.secret.AppPassword;

/**
 * A new app password together with its secret: meant to be displayed once and then discarded.
 *
 * @param entry what is stored
 * @param secret what is shown to the user, this once
 */
public record CreatedAppPassword(AppPasswordEntry entry, AppPassword secret) {}
