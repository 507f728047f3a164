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

    /** The app password that an earlier request with the same idempotency key created. */
    public record Existing(String id, String name) implements Serializable {}

    private final ErrorCode code;
    private final String error;
    private final String description;
    private final Challenge challenge;
    private final Existing existing;

    /** An error that the code alone describes. */
    public ApiError(ErrorCode code) {
        this(code, code.error(), null, null, null);
    }

    /** @param description English sentence for developers */
    public ApiError(ErrorCode code, String description) {
        this(code, code.error(), description, null, null);
    }

    // Without a stack trace: rejections are expected, and wrong passwords arrive in floods.
    private ApiError(ErrorCode code, String error, String description, Challenge challenge, Existing existing) {
        super(description == null ? code.name() : description, null, false, false);
        this.code = code;
        this.error = error;
        this.description = description;
        this.challenge = challenge;
        this.existing = existing;
    }

    /** An error with the {@code error} and description that a step of Keycloak answered with. */
    public static ApiError relayed(ErrorCode code, String error, String description) {
        return new ApiError(code, error, description, null, null);
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
        return new ApiError(code, code.error(), null, new Challenge(maxAge, acr.orElse(null)), null);
    }

    /** An error that names the app password of an earlier request. */
    public static ApiError alreadyCreated(String id, String name) {
        ErrorCode code = ErrorCode.ALREADY_CREATED;
        return new ApiError(code, code.error(), null, null, new Existing(id, name));
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

    /** The app password that already exists; only for {@link ErrorCode#ALREADY_CREATED}. */
    public Optional<Existing> existing() {
        return Optional.ofNullable(existing);
    }
}
