package org.apppasswords.keycloak.it.support.server;

import java.util.Arrays;

/** The Keycloak version that the tests run against. */
public final class TestedKeycloak {

    private static final int[] VERSION = Arrays.stream(
                    System.getProperty("keycloak.server.version").split("\\."))
            .limit(3)
            .mapToInt(Integer::parseInt)
            .toArray();

    private TestedKeycloak() {}

    /** Returns whether it is older than this version. */
    public static boolean isBefore(int major, int minor, int micro) {
        return Arrays.compare(VERSION, new int[] {major, minor, micro}) < 0;
    }

    /** Returns whether it ignores parameters of a token request that are longer than 4,000 characters. */
    public static boolean leavesOutLongParameters() {
        return !isBefore(26, 5, 0) && isBefore(26, 7, 0);
    }
}
