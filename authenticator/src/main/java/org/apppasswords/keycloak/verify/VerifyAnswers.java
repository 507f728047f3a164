package org.apppasswords.keycloak.verify;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apppasswords.keycloak.rest.Answers;
import org.apppasswords.keycloak.rest.BasicChallenge;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;

/** The three kinds of answers. */
final class VerifyAnswers {

    /** The header that tells whose request it is. */
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

    static Response challenge(RealmModel realm, String error, String description) {
        return Answers.json(Status.UNAUTHORIZED, new OAuth2ErrorRepresentation(error, description))
                .header(Answers.CHALLENGE_HEADER, BasicChallenge.of(realm.getName()))
                .build();
    }

    static Response refused(Status status, String error, String description) {
        return Answers.json(status, new OAuth2ErrorRepresentation(error, description))
                .build();
    }
}
