package org.apppasswords.keycloak.error;

import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;

/** A rejected request. It has not changed anything. The entry points turn it into a response or a message. */
public final class ApiError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * The sign-in that the request requires (RFC 9470, section 3).
     *
     * @param maxAge maximum age of the sign-in
     * @param acr level of authentication; {@code null} for any
     */
    public record Challenge(Duration maxAge, String acr) implements Serializable {}

    private final ErrorCode code;
    private final String error;
    private final String description;
    private final Challenge challenge;

    /** An error that the code alone describes. */
    public ApiError(ErrorCode code) {
        this(code, code.error(), null, null);
    }

    /** @param description English sentence for developers */
    public ApiError(ErrorCode code, String description) {
        this(code, code.error(), description, null);
    }

    // Without a stack trace: rejections are expected, and wrong passwords arrive in floods.
    private ApiError(ErrorCode code, String error, String description, Challenge challenge) {
        super(description == null ? code.name() : description, null, false, false);
        this.code = code;
        this.error = error;
        this.description = description;
        this.challenge = challenge;
    }

    /** An error with the {@code error} and description that a step of Keycloak answered with. */
    public static ApiError relayed(ErrorCode code, String error, String description) {
        return new ApiError(code, error, description, null);
    }

    public static ApiError invalidRequest(String description) {
        return new ApiError(ErrorCode.INVALID_REQUEST, description);
    }

    public static ApiError invalidToken(String description) {
        return new ApiError(ErrorCode.INVALID_TOKEN, description);
    }

    public static ApiError accessDenied(String description) {
        return new ApiError(ErrorCode.ACCESS_DENIED, description);
    }

    public static ApiError notFound(String description) {
        return new ApiError(ErrorCode.NOT_FOUND, description);
    }

    /** An error that another sign-in resolves. */
    public static ApiError insufficientAuthentication(ErrorCode code, Duration maxAge, Optional<String> acr) {
        return new ApiError(code, code.error(), null, new Challenge(maxAge, acr.orElse(null)));
    }

    public ErrorCode code() {
        return code;
    }

    /** The field {@code error} of a response. */
    public String error() {
        return error;
    }

    /** The English description; empty if the code alone describes the error. */
    public Optional<String> description() {
        return Optional.ofNullable(description);
    }

    public Optional<Challenge> challenge() {
        return Optional.ofNullable(challenge);
    }
}
