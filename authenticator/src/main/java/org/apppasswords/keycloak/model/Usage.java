package org.apppasswords.keycloak.model;

import java.time.Instant;

/**
 * One usage of an app password.
 *
 * @param at time of the sign-in
 * @param clientId of the service
 * @param address of the program that signed in, or {@code null} if unknown
 */
public record Usage(Instant at, String clientId, String address) {}
