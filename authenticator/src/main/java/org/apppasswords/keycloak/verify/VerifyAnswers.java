package org.apppasswords.keycloak.verify;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.rest.Answers;
import org.apppasswords.keycloak.rest.BasicChallenge;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;

/** Builds the responses of {@code verify}. */
final class VerifyAnswers {

    /** The header that names the user of the request. */
    static final String REMOTE_USER = "Remote-User";

    private static final MediaType TEXT = MediaType.TEXT_PLAIN_TYPE.withCharset(StandardCharsets.UTF_8.name());

    private VerifyAnswers() {}

    /** Returns the user name in a header, and also in the body for programs that cannot read headers. */
    static Response accepted(UserModel user, HttpHeaders request) {
        Response.ResponseBuilder answer =
                wantsText(request) ? Answers.text(TEXT, user.getUsername()) : Response.fromResponse(Answers.nothing());
        return answer.header(REMOTE_USER, RemoteUser.encode(user.getUsername())).build();
    }

    // Only for exactly text/plain: a proxy may pass on the header of its client, which is usually a list.
    private static boolean wantsText(HttpHeaders request) {
        List<String> accepted = request.getRequestHeader(HttpHeaders.ACCEPT);
        return accepted != null
                && accepted.size() == 1
                && accepted.get(0).strip().equalsIgnoreCase(MediaType.TEXT_PLAIN);
    }

    /**
     * Returns the response to an error. Only errors that the user can correct by another password are a 401. The
     * operator of the proxy has to correct the others: a 400, which nginx turns into a 500, or a 403.
     */
    static Response rejected(RealmModel realm, ApiError error) {
        Status status = switch (error.code()) {
            case INVALID_CREDENTIALS -> Status.UNAUTHORIZED;
            case INVALID_REQUEST -> Status.BAD_REQUEST;
            case BUSY -> Status.SERVICE_UNAVAILABLE;
            default -> Status.FORBIDDEN;
        };
        Response.ResponseBuilder response = Answers.json(
                status,
                new OAuth2ErrorRepresentation(error.error(), error.description().orElse(null)));
        if (status == Status.UNAUTHORIZED) {
            response.header(Answers.CHALLENGE_HEADER, BasicChallenge.of(realm.getName()));
        }
        return response.build();
    }
}
