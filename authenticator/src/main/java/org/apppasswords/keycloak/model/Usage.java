package org.apppasswords.keycloak.model;

import java.time.Instant;

/**
 * One use of an app password.
 *
 * @param at when
 * @param clientId with which service
 * @param address of the program that signed in, or {@code null} if unknown
 */
public record Usage(Instant at, String clientId, String address) {}
