package org.apppasswords.keycloak.verify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
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

    /** Returns the user name in a header, and also in the body for proxies that cannot read headers. */
    static Response acceptedForProxy(UserModel user, HttpHeaders request) {
        Response.ResponseBuilder answer = wantsText(request) ? text(user) : Response.fromResponse(Answers.nothing());
        return answer.header(REMOTE_USER, RemoteUser.encode(user.getUsername())).build();
    }

    /** Returns everything that is known as JSON, or only the user name to programs that cannot read JSON. */
    static Response acceptedForProgram(AcceptedSignIn signIn, Optional<ObjectNode> userinfo, HttpHeaders request) {
        return wantsText(request)
                ? text(signIn.user()).build()
                : Answers.ok(VerifiedJson.of(signIn, userinfo.orElse(null)));
    }

    private static Response.ResponseBuilder text(UserModel user) {
        return Answers.text(TEXT, user.getUsername());
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
     * operator of the bridge has to correct the others: a 400, which nginx turns into a 500, or a 403.
     */
    static Response rejected(RealmModel realm, ApiError error) {
        Status status = switch (error.code()) {
            case INVALID_CREDENTIALS -> Status.UNAUTHORIZED;
            case INVALID_REQUEST, MEDIA_TYPE_UNSUPPORTED -> Status.BAD_REQUEST;
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
