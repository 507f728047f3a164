package org.apppasswords.keycloak.model;

import org.apppasswords.keycloak.secret.AppPassword;

/**
 * A new app password with its secret, to be displayed once and then discarded.
 */
public record CreatedAppPassword(AppPasswordEntry entry, AppPassword secret) {}
