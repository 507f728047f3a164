package org.apppasswords.ldap;

import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Many people for the tests of long lists. */
final class People {

    private People() {}

    /** Adds {@code person0}, {@code person1} and so on. */
    static void add(StandInKeycloak keycloak, int number) {
        for (int i = 0; i < number; i++) {
            String name = "person" + i;
            keycloak.add(Example.user(
                    UUID.nameUUIDFromBytes(new byte[] {(byte) i, (byte) (i >> 8), (byte) (i >> 16)})
                            .toString(),
                    name,
                    "Ann" + i,
                    "Other",
                    true,
                    Set.of(),
                    Map.of()));
        }
    }
}
