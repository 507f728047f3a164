package org.apppasswords.keycloak.admin;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.apppasswords.keycloak.rest.Answers;
import org.apppasswords.keycloak.rest.AppPasswordJson;

/** One user's app passwords, as an administrator sees them. */
public final class UserAppPasswordsResource {

    private final AdminCall call;
    private final String userId;

    UserAppPasswordsResource(AdminCall call, String userId) {
        this.call = call;
        this.userId = userId;
    }

    /** The user's app passwords, newest first. */
    @GET
    @Path("")
    @Produces(MediaType.APPLICATION_JSON)
    public Response list() {
        return call.answer(() -> Answers.ok(new Listed(call.appPasswords().list(call.viewedUser(userId)).stream()
                .map(AppPasswordJson::of)
                .toList())));
    }

    /** @param appPasswords newest first */
    private record Listed(List<AppPasswordJson> appPasswords) {}
}
