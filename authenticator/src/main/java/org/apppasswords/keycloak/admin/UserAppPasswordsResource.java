package org.apppasswords.keycloak.admin;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.function.Predicate;
import org.apppasswords.keycloak.administrator.AdminCall;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.rest.Answers;
import org.apppasswords.keycloak.rest.AppPasswordJson;

/** One user's app passwords, for administrators. */
public final class UserAppPasswordsResource {

    private final AdminCall call;
    private final String userId;

    UserAppPasswordsResource(AdminCall call, String userId) {
        this.call = call;
        this.userId = userId;
    }

    /** Returns the user's app passwords, newest first. */
    @GET
    @Path("")
    @Produces(MediaType.APPLICATION_JSON)
    public Response list() {
        return call.answer(() -> Answers.ok(new Listed(call.appPasswords().list(call.viewedUser(userId)).stream()
                .map(AppPasswordJson::of)
                .toList())));
    }

    /** Revokes all app passwords of the user. */
    @DELETE
    @Path("")
    @Produces(MediaType.APPLICATION_JSON)
    public Response revokeAll() {
        return call.answer(() -> Answers.ok(new Revoked(revoke(entry -> true).size())));
    }

    /** Revokes one app password. */
    @DELETE
    @Path("{id}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response revoke(@PathParam("id") String id) {
        return call.answer(() -> {
            if (revoke(entry -> entry.id().equals(id)).isEmpty()) {
                throw new ApiError(ErrorCode.NOT_FOUND);
            }
            return Answers.nothing();
        });
    }

    private List<AppPasswordEntry> revoke(Predicate<AppPasswordEntry> chosen) {
        return call.appPasswords().revokeByAdministrator(call.managedUser(userId), chosen, call.revocationLog());
    }

    /** @param appPasswords newest first */
    private record Listed(List<AppPasswordJson> appPasswords) {}

    /** @param revoked number of revoked app passwords */
    private record Revoked(int revoked) {}
}
