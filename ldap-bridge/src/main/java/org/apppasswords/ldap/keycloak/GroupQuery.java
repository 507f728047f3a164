package org.apppasswords.ldap.keycloak;

import java.util.Map;

/** Which groups to ask the directory API for: one parameter and its value, or all groups. */
public record GroupQuery(String parameter, String value) {

    public static GroupQuery id(String id) {
        return new GroupQuery("id", id);
    }

    public static GroupQuery name(String uniqueName) {
        return new GroupQuery("name", uniqueName);
    }

    /** Direct and inherited groups of a user. */
    public static GroupQuery user(String userId) {
        return new GroupQuery("user", userId);
    }

    public static GroupQuery all() {
        return new GroupQuery("", "");
    }

    boolean isLookup() {
        return !parameter.isEmpty();
    }

    Map<String, String> parameters() {
        return parameter.isEmpty() ? Map.of() : Map.of(parameter, value);
    }
}
