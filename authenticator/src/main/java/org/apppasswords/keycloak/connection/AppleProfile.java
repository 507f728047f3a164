package org.apppasswords.keycloak.connection;

import java.util.List;

/**
 * A configuration profile for Apple devices. It contains the app password, so it is handed out once and then discarded.
 *
 * @param content the property list, as XML
 * @param contents what it sets up: {@value #MAIL}, {@value #CALENDAR} or both, in this order
 */
public record AppleProfile(String fileName, String content, List<String> contents) {

    static final String MAIL = "mail";
    static final String CALENDAR = "calendar";

    /** The media type by which Apple devices recognize a profile. */
    public static final String MEDIA_TYPE = "application/x-apple-aspen-config";

    /** Leaves out the content, which contains the app password. */
    @Override
    public String toString() {
        return "AppleProfile[" + fileName + "]";
    }
}
