package org.apppasswords.keycloak.authentication;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.Optional;
import org.apppasswords.keycloak.model.RejectionReason;
import org.apppasswords.keycloak.token.ClientPrivileges;
import org.keycloak.OAuthErrorException;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;

/**
 * The response to a rejected direct grant: the JSON of RFC 6749, section 5.2, and the error of the event.
 *
 * @param error OAuth error code
 * @param description for people; the same for every reason that depends on a user
 * @param eventError Keycloak's error code for the event
 * @param reason for the event; empty if the event's error is specific enough
 */
record RejectionResponse(
        Status status, String error, String description, String eventError, Optional<RejectionReason> reason) {

    static final RejectionResponse NO_USERNAME = missing("username", Errors.USERNAME_MISSING);
    static final RejectionResponse NO_PASSWORD = missing("password", Errors.PASSWORD_MISSING);

    private static RejectionResponse missing(String parameter, String eventError) {
        return new RejectionResponse(
                Status.BAD_REQUEST,
                OAuthErrorException.INVALID_REQUEST,
                "Missing parameter: " + parameter,
                eventError,
                Optional.empty());
    }

    static RejectionResponse of(RejectionReason reason) {
        if (reason.isTemporary()) {
            // Not invalid_grant: programs would take it to mean a wrong password, and ask the user for another one.
            return new RejectionResponse(
                    Status.SERVICE_UNAVAILABLE,
                    OAuthErrorException.TEMPORARILY_UNAVAILABLE,
                    "Try again later",
                    eventError(reason),
                    Optional.of(reason));
        }
        return switch (reason) {
            case NOT_APP_PASSWORD -> of(reason, OAuthErrorException.INVALID_GRANT, "App password required");
            case CLIENT_NOT_ELIGIBLE ->
                of(reason, OAuthErrorException.UNAUTHORIZED_CLIENT, ClientPrivileges.NOT_ELIGIBLE);
            case FLOW_NOT_SUPPORTED ->
                of(reason, OAuthErrorException.UNAUTHORIZED_CLIENT, "This flow does not support app passwords");
            default -> of(reason, OAuthErrorException.INVALID_GRANT, "Invalid user credentials");
        };
    }

    private static RejectionResponse of(RejectionReason reason, String error, String description) {
        return new RejectionResponse(Status.BAD_REQUEST, error, description, eventError(reason), Optional.of(reason));
    }

    /**
     * Writes the event and ends the flow, so that no alternative sees the password. Not as a failure in Keycloak's
     * sense: Keycloak would look the user up again, to count the failure against the account, and fail for an e-mail
     * address that two users share.
     */
    void send(AuthenticationFlowContext context) {
        EventBuilder event = context.getEvent();
        reason.ifPresent(value -> event.detail(Details.REASON, value.code()));
        event.error(eventError);
        context.forceChallenge(Response.status(status)
                .entity(new OAuth2ErrorRepresentation(error, description))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .build());
    }

    /** Returns Keycloak's error code for a reason. */
    static String eventError(RejectionReason reason) {
        return switch (reason) {
            case USER_NOT_FOUND, USER_AMBIGUOUS -> Errors.USER_NOT_FOUND;
            case USER_UNAVAILABLE -> Errors.GENERIC_AUTHENTICATION_ERROR;
            case USER_DISABLED -> Errors.USER_DISABLED;
            case SERVICE_ACCOUNT -> Errors.INVALID_USER;
            case REQUIRED_ACTION -> Errors.RESOLVE_REQUIRED_ACTIONS;
            case CONSENT_REQUIRED -> Errors.CONSENT_DENIED;
            case SESSION_EXISTS, SESSION_NOT_TRANSIENT, FLOW_NOT_SUPPORTED, CLIENT_NOT_ELIGIBLE -> Errors.NOT_ALLOWED;
            default -> Errors.INVALID_USER_CREDENTIALS;
        };
    }
}
