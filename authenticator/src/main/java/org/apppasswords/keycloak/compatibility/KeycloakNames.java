package org.apppasswords.keycloak.compatibility;

/** Names that Keycloak 26.4 does not have as constants, or has in another class. */
public final class KeycloakNames {

    /** Parameter of token exchange (RFC 8693): {@code OAuth2Constants.ACTOR_TOKEN}. */
    public static final String ACTOR_TOKEN = "actor_token";

    /** Client attribute: {@code OID4VCConstants.OID4VCI_ENABLED_ATTRIBUTE_KEY}. */
    public static final String VERIFIABLE_CREDENTIALS_ENABLED = "oid4vci.enabled";

    private KeycloakNames() {}
}
