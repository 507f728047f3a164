package org.apppasswords.keycloak.connection;

/**
 * A configuration profile for Apple devices. It contains the app password, so it is handed out once and then discarded.
 *
 * @param content the property list, as XML
 */
public record AppleProfile(String fileName, String content) {

    /** The media type by which Apple devices recognize a profile. */
    public static final String MEDIA_TYPE = "application/x-apple-aspen-config";

    /** Leaves out the content, which contains the app password. */
    @Override
    public String toString() {
        return "AppleProfile[" + fileName + "]";
    }
}
