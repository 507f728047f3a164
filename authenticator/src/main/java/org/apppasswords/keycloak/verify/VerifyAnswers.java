package org.apppasswords.keycloak.verify;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import org.apppasswords.keycloak.rest.Answers;
import org.apppasswords.keycloak.rest.BasicChallenge;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;

/** The three kinds of answers. */
final class VerifyAnswers {

    /** The header that tells whose request it is. */
    static final String REMOTE_USER = "Remote-User";

    private VerifyAnswers() {}

    static Response accepted(UserModel user) {
        return Response.fromResponse(Answers.nothing())
                .header(REMOTE_USER, RemoteUser.encode(user.getUsername()))
                .build();
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
