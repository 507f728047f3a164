package org.apppasswords.keycloak.connection;

/**
 * Where the calendars are.
 *
 * @param origin {@code https://host}, with the port where it is not the usual one
 * @param path percent-encoded, with a slash in front; {@code /} where the administrator has named none
 */
public record CalendarUrl(String origin, String path) {

    /** The whole of it. */
    public String text() {
        return origin + path;
    }
}
