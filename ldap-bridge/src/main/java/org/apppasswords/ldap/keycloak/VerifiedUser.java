package org.apppasswords.ldap.keycloak;

/** The user whose password Keycloak accepted. Only these names may be used from then on, never the name that was typed. */
public record VerifiedUser(String userId, String username) {}
