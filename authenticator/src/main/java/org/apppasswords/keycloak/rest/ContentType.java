package org.apppasswords.keycloak.rest;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.keycloak.models.KeycloakSession;

/**
 * The media type of a request's body. Checked here and not by {@code @Consumes}, so that the response is one of the
 * API's errors, which caches must not store.
 */
public final class ContentType {

    private static final Pattern CHARSET = Pattern.compile("(?i);\\s*charset\\s*=\\s*\"?([^\";\\s]*)");

    private ContentType() {}

    /**
     * Requires JSON.
     *
     * @throws ApiError if the body has another media type, or none
     */
    public static void requireJson(KeycloakSession session) {
        require(session, List.of(MediaType.APPLICATION_JSON));
    }

    /**
     * Requires one of these media types. Their parameters, such as a charset, do not matter.
     *
     * @throws ApiError if the body has another media type, or none
     */
    public static void require(KeycloakSession session, List<String> accepted) {
        List<String> sent = sent(session);
        boolean isAccepted = sent != null && sent.size() == 1 && accepted.contains(withoutParameters(sent.get(0)));
        if (!isAccepted) {
            throw new ApiError(
                    ErrorCode.MEDIA_TYPE_UNSUPPORTED, "Content-Type: must be " + String.join(" or ", accepted));
        }
    }

    /**
     * Requires one of these media types, and no other charset than UTF-8.
     *
     * @throws ApiError if the body has another media type or charset, or no media type
     */
    public static void requireUtf8(KeycloakSession session, List<String> accepted) {
        require(session, accepted);
        Matcher charset = CHARSET.matcher(sent(session).get(0));
        while (charset.find()) {
            if (!charset.group(1).equalsIgnoreCase(StandardCharsets.UTF_8.name())) {
                throw new ApiError(ErrorCode.MEDIA_TYPE_UNSUPPORTED, "Content-Type: charset must be UTF-8");
            }
        }
    }

    /** Returns whether the body is JSON, after one of the methods above has accepted its media type. */
    public static boolean isJson(KeycloakSession session) {
        return withoutParameters(sent(session).get(0)).equals(MediaType.APPLICATION_JSON);
    }

    private static List<String> sent(KeycloakSession session) {
        return session.getContext().getHttpRequest().getHttpHeaders().getRequestHeader(HttpHeaders.CONTENT_TYPE);
    }

    private static String withoutParameters(String mediaType) {
        int end = mediaType.indexOf(';');
        String type = end < 0 ? mediaType : mediaType.substring(0, end);
        return type.strip().toLowerCase(Locale.ROOT);
    }
}
