package org.apppasswords.keycloak.connection;

/**
 * A configuration profile for Apple's devices. It holds the app password: meant to be handed out once and then discarded.
 *
 * @param content the property list, as XML
 */
public record AppleProfile(String fileName, String content) {

    /** The media type that Apple's devices know it by. */
    public static final String MEDIA_TYPE = "application/x-apple-aspen-config";

    /** Without the content, which holds the app password. */
    @Override
    public String toString() {
        return "AppleProfile[" + fileName + "]";
    }
}
