package org.apppasswords.keycloak.it.support.server;

import java.util.Arrays;

/** The version of the Keycloak that the tests run against: older ones do some things differently. */
public final class TestedKeycloak {

    private static final int[] VERSION = Arrays.stream(
                    System.getProperty("keycloak.server.version").split("\\."))
            .limit(3)
            .mapToInt(Integer::parseInt)
            .toArray();

    private TestedKeycloak() {}

    /** Whether it is older than this version. */
    public static boolean isBefore(int major, int minor, int micro) {
        return Arrays.compare(VERSION, new int[] {major, minor, micro}) < 0;
    }

    /** Whether it takes a parameter of a token request that is longer than 4,000 characters for one that was not sent. */
    public static boolean leavesOutLongParameters() {
        return !isBefore(26, 5, 0) && isBefore(26, 7, 0);
    }
}
