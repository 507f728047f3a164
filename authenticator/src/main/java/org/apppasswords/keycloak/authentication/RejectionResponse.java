package org.apppasswords.keycloak.authentication;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.apppasswords.keycloak.model.RejectionReason;
import org.apppasswords.keycloak.token.ClientPrivileges;
import org.keycloak.OAuthErrorException;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.events.Errors;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;

/**
 * A direct grant refused: the JSON that RFC 6749 (section 5.2) asks for, and the event that says why.
 *
 * @param error OAuth error code
 * @param description for people; the same for every reason that depends on a user
 * @param event Keycloak's error code for the event
 * @param status of the answer
 */
public record RejectionResponse(String error, String description, String event, Response.Status status) {

    static final RejectionResponse NO_USERNAME = new RejectionResponse(
            OAuthErrorException.INVALID_REQUEST, "Missing parameter: username", Errors.USERNAME_MISSING);
    static final RejectionResponse NO_PASSWORD = new RejectionResponse(
            OAuthErrorException.INVALID_REQUEST, "Missing parameter: password", Errors.PASSWORD_MISSING);
    public static final RejectionResponse CLIENT_NOT_ELIGIBLE = new RejectionResponse(
            OAuthErrorException.UNAUTHORIZED_CLIENT, ClientPrivileges.NOT_ELIGIBLE, Errors.NOT_ALLOWED);
    static final RejectionResponse FLOW_NOT_SUPPORTED = new RejectionResponse(
            OAuthErrorException.UNAUTHORIZED_CLIENT, "This flow does not support app passwords", Errors.NOT_ALLOWED);
    static final RejectionResponse NOT_APP_PASSWORD = new RejectionResponse(
            OAuthErrorException.INVALID_GRANT, "App password required", Errors.INVALID_USER_CREDENTIALS);

    /** A user, known or not, who may not sign in: the answer does not tell which. */
    static RejectionResponse ofUser(RejectionReason reason) {
        String event = eventError(reason);
        // Not invalid_grant: programs would take their password for a wrong one, and ask the user.
        return reason.isTemporary()
                ? new RejectionResponse(
                        OAuthErrorException.TEMPORARILY_UNAVAILABLE,
                        "Try again later",
                        event,
                        Response.Status.SERVICE_UNAVAILABLE)
                : new RejectionResponse(OAuthErrorException.INVALID_GRANT, "Invalid user credentials", event);
    }

    private RejectionResponse(String error, String description, String event) {
        this(error, description, event, Response.Status.BAD_REQUEST);
    }

    /**
     * Ends the flow: no alternative gets to see the password. Not as a failure in Keycloak's sense: for that it would look
     * the user up once more, to count it against the account, and trip over an e-mail address that two users share.
     */
    void send(AuthenticationFlowContext context) {
        context.getEvent().error(event);
        Response response = Response.status(status)
                .entity(new OAuth2ErrorRepresentation(error, description))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .build();
        context.forceChallenge(response);
    }

    /** Keycloak's error code for a reason. */
    static String eventError(RejectionReason reason) {
        return switch (reason) {
            case USER_NOT_FOUND, USER_AMBIGUOUS -> Errors.USER_NOT_FOUND;
            case USER_UNAVAILABLE -> Errors.GENERIC_AUTHENTICATION_ERROR;
            case USER_DISABLED -> Errors.USER_DISABLED;
            case SERVICE_ACCOUNT -> Errors.INVALID_USER;
            case REQUIRED_ACTION -> Errors.RESOLVE_REQUIRED_ACTIONS;
            case CONSENT_REQUIRED -> Errors.CONSENT_DENIED;
            case SESSION_EXISTS, SESSION_NOT_TRANSIENT, FLOW_NOT_SUPPORTED -> Errors.NOT_ALLOWED;
            default -> Errors.INVALID_USER_CREDENTIALS;
        };
    }
}
