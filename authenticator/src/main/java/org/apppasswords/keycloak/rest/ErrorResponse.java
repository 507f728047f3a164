package org.apppasswords.keycloak.rest;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.federation.UserDirectories;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.apppasswords.keycloak.model.AppPasswordName;
import org.apppasswords.keycloak.network.AllowedNetworks;
import org.apppasswords.keycloak.policy.DeviceMark;
import org.keycloak.models.ModelException;

/**
 * The response to a rejected request, in the form of RFC 6749, section 5.2: a code for programs and an English sentence
 * for developers. If another token would help, it has the challenge of RFC 6750 or RFC 9470.
 */
public final class ErrorResponse {

    private static final ExtensionLog LOG = ExtensionLog.of(ErrorResponse.class);

    private static final String MAX_AGE = "max_age";

    /** A request takes a few hundredths of a second, and only a few requests wait. Unit: seconds. */
    private static final int RETRY_AFTER = 1;

    private ErrorResponse() {}

    /**
     * Runs a request, and returns the response to an error instead of its own. Not an {@code ExceptionMapper}: Keycloak
     * does not have an SPI for one, and its own rolls back the request's transaction, including stored events.
     */
    public static Response orElse(Supplier<Response> request) {
        try {
            return request.get();
        } catch (ApiError error) {
            return of(error);
        } catch (ModelException conflict) {
            LOG.warn(conflict, "conflicting updates from other requests");
            return of(new ApiError(ErrorCode.BUSY));
        } catch (RuntimeException e) {
            if (!UserDirectories.isNoResponse(e)) {
                throw e;
            }
            LOG.warn("a user directory does not respond: %s", e.getMessage());
            return of(new ApiError(ErrorCode.BUSY, "A user directory does not respond. Try again."));
        }
    }

    public static Response of(ApiError error) {
        Status status = status(error.code());
        Map<String, Object> body = parameters(error);
        Response.ResponseBuilder response = Answers.json(status, body);
        if (status == Status.UNAUTHORIZED) {
            response.header(Answers.CHALLENGE_HEADER, challengeHeader(body));
        }
        if (status == Status.SERVICE_UNAVAILABLE) {
            response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
        }
        return response.build();
    }

    /** The English sentence for developers. */
    public static String description(ApiError error) {
        return error.description().orElseGet(() -> description(error.code()));
    }

    private static Map<String, Object> parameters(ApiError error) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("error", error.error());
        parameters.put("error_description", description(error));
        error.challenge().ifPresent(challenge -> {
            parameters.put(MAX_AGE, challenge.maxAge().toSeconds());
            if (challenge.acr() != null) {
                parameters.put("acr_values", challenge.acr());
            }
        });
        error.existing().ifPresent(existing -> {
            parameters.put("id", existing.id());
            parameters.put("name", existing.name());
        });
        return parameters;
    }

    // The administrator chooses the names of levels, so they are quoted.
    private static String challengeHeader(Map<String, Object> parameters) {
        return parameters.entrySet().stream()
                .map(parameter ->
                        parameter.getKey() + "=\"" + BasicChallenge.quoted(String.valueOf(parameter.getValue())) + '"')
                .collect(Collectors.joining(", ", "Bearer ", ""));
    }

    private static Status status(ErrorCode code) {
        return switch (code) {
            case INVALID_REQUEST,
                    NAME_MISSING,
                    NAME_TOO_LONG,
                    NAME_CHARACTERS,
                    NAME_NOT_STORABLE,
                    SERVICE_UNKNOWN,
                    LIFETIME_NOT_ALLOWED,
                    NETWORKS_INVALID,
                    NETWORKS_TOO_MANY,
                    CURSOR_UNKNOWN,
                    TOO_MANY_LINES -> Status.BAD_REQUEST;
            case MEDIA_TYPE_UNSUPPORTED -> Status.UNSUPPORTED_MEDIA_TYPE;
            case INVALID_TOKEN, INVALID_CREDENTIALS, REAUTHENTICATION_REQUIRED, SECOND_FACTOR_NOT_USED ->
                Status.UNAUTHORIZED;
            case ACCESS_DENIED, IMPERSONATED, NOT_A_DEVICE, DEVICE_MARK_EDITABLE -> Status.FORBIDDEN;
            case NOT_FOUND -> Status.NOT_FOUND;
            case NAME_TAKEN,
                    ALREADY_CREATED,
                    DISABLED,
                    NO_SERVICE,
                    SIGN_IN_TIME_UNKNOWN,
                    SECOND_FACTOR_REQUIRED,
                    LIMIT_REACHED -> Status.CONFLICT;
            case BUSY -> Status.SERVICE_UNAVAILABLE;
            case SERVER_ERROR -> Status.INTERNAL_SERVER_ERROR;
        };
    }

    private static String description(ErrorCode code) {
        return switch (code) {
            case NAME_MISSING -> "name: must not be empty";
            case NAME_TOO_LONG -> "name: must have at most " + AppPasswordName.MAX_LENGTH + " characters";
            case NAME_CHARACTERS -> "name: must not contain invisible characters";
            case NAME_NOT_STORABLE ->
                "name: the character set of Keycloak's database lacks a character of this name; use characters that the"
                        + " database can store";
            case SERVICE_UNKNOWN -> "clients: must be services of this realm";
            case LIFETIME_NOT_ALLOWED -> "lifetimeDays: must be a lifetime that the policy allows";
            case NETWORKS_INVALID ->
                "networks: must be IP addresses or networks in CIDR notation, such as 192.0.2.0/24 or 2001:db8::/32";
            case NETWORKS_TOO_MANY -> "networks: must have at most " + AllowedNetworks.MAX + " entries";
            case CURSOR_UNKNOWN -> "after: not a valid cursor for this realm";
            case NOT_A_DEVICE ->
                "Administrators can create app passwords for device accounts only. The user does not have the attribute "
                        + DeviceMark.ATTRIBUTE + " with the value " + DeviceMark.VALUE + ".";
            case DEVICE_MARK_EDITABLE ->
                "The attribute " + DeviceMark.ATTRIBUTE
                        + " does not count, because users can edit it. Let only administrators edit it in the user"
                        + " profile of the realm.";
            case NOT_FOUND -> "The user does not have an app password with this ID.";
            case NAME_TAKEN -> "Another app password has this name.";
            case ALREADY_CREATED ->
                "An earlier request with this idempotencyKey created the app password. It was returned once.";
            case LIMIT_REACHED -> "The user has as many app passwords as the policy allows.";
            case DISABLED -> "The realm does not let users create app passwords.";
            case NO_SERVICE -> "The user may not use any service of this realm.";
            case SECOND_FACTOR_REQUIRED -> "The user must set up a second factor first.";
            case BUSY -> "Other requests for the same user are in progress. Try again.";
            case IMPERSONATED -> "An administrator who impersonates the user cannot create app passwords.";
            case REAUTHENTICATION_REQUIRED -> "The sign-in is too old to create an app password.";
            case SECOND_FACTOR_NOT_USED -> "The second factor was not used in this sign-in.";
            // Not a challenge (RFC 9470): another sign-in at the provider would lead to the same answer.
            case SIGN_IN_TIME_UNKNOWN ->
                "The identity provider did not report when the user authenticated there. Sign in with a"
                        + " credential of this realm, or enable Pass max_age for the identity provider.";
            case INVALID_REQUEST,
                    MEDIA_TYPE_UNSUPPORTED,
                    INVALID_TOKEN,
                    INVALID_CREDENTIALS,
                    ACCESS_DENIED,
                    TOO_MANY_LINES,
                    SERVER_ERROR -> throw new IllegalArgumentException(code + " needs a description");
        };
    }
}
