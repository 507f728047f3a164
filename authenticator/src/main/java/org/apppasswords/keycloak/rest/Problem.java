package org.apppasswords.keycloak.rest;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apppasswords.keycloak.error.RejectedRequest;
import org.apppasswords.keycloak.model.AppPasswordName;

/**
 * Why the request is refused, in the form of RFC 6749, section 5.2: a code for programs and an English sentence for
 * developers. Where a token would help, with the challenge of RFC 6750 or RFC 9470.
 */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final String INVALID_REQUEST = "invalid_request";
    private static final String INVALID_TOKEN = "invalid_token";
    /** In seconds. Each request of a user takes some hundredths of a second, and few wait. */
    private static final int RETRY_AFTER = 1;

    private static final String INSUFFICIENT = "insufficient_user_authentication";

    private final Status status;
    private final String error;
    private final LinkedHashMap<String, String> challenge;

    private Problem(Status status, String error, String description) {
        this(status, error, description, Map.of());
    }

    private Problem(Status status, String error, String description, Map<String, String> challenge) {
        super(description);
        this.status = status;
        this.error = error;
        this.challenge = new LinkedHashMap<>(challenge);
    }

    /** No token, or none that is good here. */
    public static Problem invalidToken(String description) {
        return new Problem(Status.UNAUTHORIZED, INVALID_TOKEN, description);
    }

    /** The token is good, but this is not for its owner to do. */
    public static Problem accessDenied(String description) {
        return new Problem(Status.FORBIDDEN, "access_denied", description);
    }

    /** There is no such thing, or not for this user. */
    public static Problem notFound(String description) {
        return new Problem(Status.NOT_FOUND, "not_found", description);
    }

    /** The body cannot be used. */
    public static Problem invalidRequest(String description) {
        return new Problem(Status.BAD_REQUEST, INVALID_REQUEST, description);
    }

    /** A rule of the service forbids it. */
    public static Problem of(RejectedRequest.Problem problem) {
        return switch (problem) {
            case NAME_MISSING -> invalidRequest("name: must not be empty.");
            case NAME_TOO_LONG ->
                invalidRequest("name: must have at most " + AppPasswordName.MAX_LENGTH + " characters.");
            case NAME_CHARACTERS -> invalidRequest("name: must not have invisible characters.");
            case SERVICE_UNKNOWN -> invalidRequest("clients: must be services of this realm.");
            case LIFETIME_NOT_ALLOWED -> invalidRequest("lifetimeDays: is not allowed by the policy.");
            case CURSOR_UNKNOWN -> invalidRequest("after: is no cursor of this realm.");
            case NAME_TAKEN -> conflict("name_taken", "Another app password has this name.");
            case LIMIT_REACHED -> conflict("limit_reached", "The user has as many app passwords as the policy allows.");
            case DISABLED -> conflict("disabled", "App passwords cannot be created in this realm.");
            case SECOND_FACTOR_REQUIRED ->
                conflict("second_factor_required", "The user has to set up a second factor first.");
            case BUSY ->
                new Problem(
                        Status.SERVICE_UNAVAILABLE,
                        "temporarily_unavailable",
                        "Other requests for the same user are under way. Try again.");
            case NOT_FOUND -> notFound("The user has no app password with this id.");
        };
    }

    /** The code for programs. */
    public String error() {
        return error;
    }

    /** The answer that says so. */
    public Response response() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", error);
        body.put("error_description", getMessage());
        challenge.forEach((name, value) -> body.put(name, name.equals("max_age") ? Integer.valueOf(value) : value));
        Response.ResponseBuilder response = Answers.json(status, body);
        if (status == Status.UNAUTHORIZED) {
            response.header(Answers.CHALLENGE_HEADER, challengeHeader());
        }
        if (status == Status.SERVICE_UNAVAILABLE) {
            response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
        }
        return response.build();
    }

    private String challengeHeader() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("error", error);
        parameters.put("error_description", getMessage());
        parameters.putAll(challenge);
        return parameters.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=\"" + quoted(parameter.getValue()) + '"')
                .collect(Collectors.joining(", ", "Bearer ", ""));
    }

    // A level's name is the administrator's: it must not end the string it stands in (RFC 9110, section 5.6.4).
    private static String quoted(String value) {
        return value.replaceAll("[^\\x20-\\x7e]", "").replace("\\", "\\\\").replace("\"", "\\\"");
    }

    /** The request is good, but things are not as it takes them to be. */
    public static Problem conflict(String error, String description) {
        return new Problem(Status.CONFLICT, error, description);
    }

    /**
     * The sign-in behind the token does not do (RFC 9470, section 3).
     *
     * @param maxAge how old the sign-in may be
     * @param acr the level that it must have; empty for any
     */
    public static Problem insufficientUserAuthentication(String description, Duration maxAge, Optional<String> acr) {
        Map<String, String> challenge = new LinkedHashMap<>();
        challenge.put("max_age", String.valueOf(maxAge.toSeconds()));
        acr.ifPresent(value -> challenge.put("acr_values", value));
        return new Problem(Status.UNAUTHORIZED, INSUFFICIENT, description, challenge);
    }
}
