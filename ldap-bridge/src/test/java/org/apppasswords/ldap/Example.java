package org.apppasswords.ldap;

import java.util.Map;
import java.util.Set;
import org.apppasswords.ldap.StandInKeycloak.Group;
import org.apppasswords.ldap.StandInKeycloak.User;

/** The people and groups of the tests: those of the demo, and some with unusual names. */
public final class Example {

    public static final String ALICE_ID = "11111111-1111-4111-8111-111111111111";
    public static final String BOB_ID = "22222222-2222-4222-8222-222222222222";
    public static final String CAROL_ID = "f:33333333-3333-4333-8333-333333333333:carol";
    public static final String STAFF_ID = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa";
    public static final String ADMINS_ID = "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb";

    private Example() {}

    public static StandInKeycloak keycloak() {
        StandInKeycloak keycloak = new StandInKeycloak();
        fill(keycloak);
        return keycloak;
    }

    public static void fill(StandInKeycloak keycloak) {
        keycloak.add(new Group(STAFF_ID, "staff", "/staff", null));
        keycloak.add(new Group(ADMINS_ID, "admins", "/staff/admins", STAFF_ID));
        keycloak.add(new Group("cccccccc-cccc-4ccc-8ccc-cccccccccccc", "R&D, \"x\"/y", "/R&D, \"x\"~/y", null));
        keycloak.add(user(ALICE_ID, "alice", "Alice", "Liddell", true, Set.of(STAFF_ID), posix(1001)));
        keycloak.add(user(BOB_ID, "bob", "Bob", "Example", true, Set.of(ADMINS_ID), Map.of()));
        keycloak.add(user(CAROL_ID, "carol", "Carol", "Müller", false, Set.of(), Map.of()));
    }

    public static User user(
            String id,
            String username,
            String firstName,
            String lastName,
            boolean emailVerified,
            Set<String> groups,
            Map<String, Object> claims) {
        return new User(
                id,
                username,
                username + "@example.org",
                emailVerified,
                firstName,
                lastName,
                username + "-app-password",
                claims,
                groups);
    }

    private static Map<String, Object> posix(int number) {
        return Map.of(
                "uidNumber", number, "gidNumber", 100, "loginShell", "/bin/bash", "phone_number", "+49 30 123-456");
    }
}
