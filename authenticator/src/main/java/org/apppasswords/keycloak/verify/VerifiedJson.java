package org.apppasswords.keycloak.verify;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apppasswords.keycloak.token.AppPasswordSession;

/**
 * The response to a program whose user's credentials are right.
 *
 * @param username the user name, with which the program continues
 * @param userId ID of the user, which never changes
 * @param appPassword the app password; {@code null} if another step of the flow accepted the sign-in
 * @param userinfo the claims that the client's mappers release; {@code null} if the program did not ask for them
 */
@JsonPropertyOrder({"username", "userId", "appPassword", "userinfo"})
record VerifiedJson(
        String username,
        String userId,
        AppPasswordSession.Reference appPassword,
        @JsonInclude(JsonInclude.Include.NON_NULL) ObjectNode userinfo) {

    static VerifiedJson of(AcceptedSignIn signIn, ObjectNode userinfo) {
        return new VerifiedJson(
                signIn.user().getUsername(),
                signIn.user().getId(),
                signIn.appPassword().orElse(null),
                userinfo);
    }
}
