package org.apppasswords.keycloak.verify;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.RealmModel;

/**
 * Why the answer is not yes. Only what the user can mend by another password is a 401: at everything else a program must
 * not ask its user for one. What the operator of the proxy has to mend is a 400, which nginx makes a 500, or a 403.
 */
final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final String ACCESS_DENIED = "access_denied";

    private final Status status;
    private final String error;

    private Refused(Status status, String error, String description) {
        super(description, null, false, false);
        this.status = status;
        this.error = error;
    }

    /** The program's credentials are missing or do not do. */
    static Refused user(String error, String description) {
        return new Refused(Status.UNAUTHORIZED, error, description);
    }

    /** The proxy has not shown which client it is (RFC 6749, section 5.2). */
    static Refused invalidClient() {
        return new Refused(
                Status.BAD_REQUEST,
                OAuthErrorException.INVALID_CLIENT,
                "The client ID or secret in the header " + ProxyClient.HEADER + " is missing or wrong");
    }

    /** The proxy's client may not ask. */
    static Refused unauthorizedClient(String description) {
        return client(OAuthErrorException.UNAUTHORIZED_CLIENT, description);
    }

    /** The proxy's client may not ask, with an error of its own. */
    static Refused client(String error, String description) {
        return new Refused(Status.FORBIDDEN, error, description);
    }

    /** The realm asks for TLS. */
    static Refused httpsRequired() {
        return new Refused(Status.FORBIDDEN, OAuthErrorException.INVALID_REQUEST, "HTTPS required");
    }

    /** The realm is turned off. */
    static Refused realmDisabled() {
        return new Refused(Status.FORBIDDEN, ACCESS_DENIED, "Realm not enabled");
    }

    /** A step of the flow could not tell. */
    static Refused unavailable() {
        return new Refused(Status.SERVICE_UNAVAILABLE, OAuthErrorException.SERVER_ERROR, "Cannot tell now");
    }

    Response response(RealmModel realm) {
        return status == Status.UNAUTHORIZED
                ? VerifyAnswers.challenge(realm, error, getMessage())
                : VerifyAnswers.refused(status, error, getMessage());
    }
}
