package org.apppasswords.keycloak.authcontext;

/** Whether the user authenticated recently enough. */
public enum Freshness {
    /** Recently enough. */
    FRESH,
    /** Too long ago, or Keycloak has not seen a sign-in. */
    OLD,
    /** The user came from an identity provider that did not report when the user authenticated there. */
    UNKNOWN
}
