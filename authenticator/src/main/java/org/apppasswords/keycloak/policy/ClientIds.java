package org.apppasswords.keycloak.policy;

/** Client IDs from requests and from stored data. */
public final class ClientIds {

    /** The longest client ID in Keycloak's database. Unit: characters. */
    private static final int MAX_LENGTH = 255;

    private ClientIds() {}

    /** Returns whether a client can have this ID. Others are not looked up: PostgreSQL rejects a text with a NUL. */
    public static boolean canExist(String clientId) {
        return clientId.codePointCount(0, clientId.length()) <= MAX_LENGTH && clientId.indexOf('\0') < 0;
    }
}
