package org.apppasswords.keycloak.service;

import java.util.Optional;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.model.CreatedAppPassword;

/**
 * A new app password, and the one that it replaced.
 *
 * @param replaced the app password that was deleted in the same step
 */
public record CreationResult(CreatedAppPassword created, Optional<AppPasswordEntry> replaced) {}
