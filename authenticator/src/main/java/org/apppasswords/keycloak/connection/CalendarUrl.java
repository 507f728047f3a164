package org.apppasswords.keycloak.connection;

/**
 * The address of a user's calendars.
 *
 * @param origin {@code https://host}, with the port unless it is the default
 * @param path percent-encoded, with a leading slash; {@code /} by default
 */
public record CalendarUrl(String origin, String path) {

    /** Returns the URL as one string. */
    public String text() {
        return origin + path;
    }
}
