package org.apppasswords.ldap.keycloak;

import java.util.Map;

/** Which users to ask the directory API for: one parameter and its value, or all users. */
public record UserQuery(String parameter, String value) {

    public static UserQuery username(String name) {
        return new UserQuery("username", name);
    }

    public static UserQuery email(String address) {
        return new UserQuery("email", address);
    }

    public static UserQuery id(String id) {
        return new UserQuery("id", id);
    }

    /** Keycloak's own search: the text is a part of the user name, e-mail address, first or last name. */
    public static UserQuery search(String text) {
        return new UserQuery("search", text);
    }

    /** Members of a group and of the groups below it. */
    public static UserQuery group(String groupId) {
        return new UserQuery("group", groupId);
    }

    public static UserQuery all() {
        return new UserQuery("", "");
    }

    /** Returns whether a client with {@code app-passwords.directory=lookup} may ask this. */
    public boolean isLookup() {
        return parameter.equals("username") || parameter.equals("email") || parameter.equals("id");
    }

    Map<String, String> parameters() {
        return parameter.isEmpty() ? Map.of() : Map.of(parameter, value);
    }
}
