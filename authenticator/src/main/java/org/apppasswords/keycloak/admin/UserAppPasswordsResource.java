package org.apppasswords.keycloak.admin;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apppasswords.keycloak.administrator.AdminCall;
import org.apppasswords.keycloak.administrator.CreationEvents;
import org.apppasswords.keycloak.connection.ConnectionSettings;
import org.apppasswords.keycloak.connection.Connections;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.localization.RealmTexts;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.model.CreatedAppPassword;
import org.apppasswords.keycloak.model.NewAppPassword;
import org.apppasswords.keycloak.rest.Answers;
import org.apppasswords.keycloak.rest.AppPasswordJson;
import org.apppasswords.keycloak.rest.ContentType;
import org.apppasswords.keycloak.rest.Required;
import org.apppasswords.keycloak.rest.StrictJson;
import org.apppasswords.keycloak.service.AppPasswords;
import org.apppasswords.keycloak.token.PersistentSession;
import org.keycloak.models.UserModel;

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

    /** Creates an app password for a device account. Only this response contains it. */
    @POST
    @Path("")
    @Produces(MediaType.APPLICATION_JSON)
    public Response create(InputStream body) {
        return call.answer(() -> {
            UserModel device = call.managedUser(userId);
            AppPasswords appPasswords = call.appPasswords();
            appPasswords.requireDevice(device);
            ContentType.requireJson(call.session());
            DeviceRequest request = StrictJson.readBody(body, DeviceRequest.class);
            CreatedAppPassword created = appPasswords.createForDevice(
                    device, request.toNewAppPassword(), new CreationEvents(call.adminEvent(), device.getId()));
            return Answers.created(
                    AppPasswordJson.withSecret(created, connectionSettings(appPasswords, created, device)));
        });
    }

    private ConnectionSettings connectionSettings(
            AppPasswords appPasswords, CreatedAppPassword created, UserModel device) {
        RealmTexts texts = RealmTexts.ofRequest(call.session(), call.realm(), device);
        return new Connections(call.session(), call.realm(), texts, appPasswords.services(device, texts))
                .settings(created, device);
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
        UserModel user = call.managedUser(userId);
        List<AppPasswordEntry> revoked = call.appPasswords().revokeByAdministrator(user, chosen, call.revocationLog());
        PersistentSession.endOrphansAfterCommit(call.session(), user);
        return revoked;
    }

    /**
     * @param clients clientIds of the services; at least one
     * @param lifetimeDays 0 for no expiration
     * @param networks in CIDR notation; empty for every network
     */
    private record DeviceRequest(
            @Required String name,
            @Required List<String> clients,
            @Required Integer lifetimeDays,
            List<String> networks) {

        NewAppPassword toNewAppPassword() {
            if (clients.isEmpty()) {
                throw ApiError.invalidRequest("clients: must name at least one service");
            }
            return new NewAppPassword(name, Set.copyOf(clients), lifetimeDays, networks == null ? List.of() : networks);
        }
    }

    /** @param appPasswords newest first */
    private record Listed(List<AppPasswordJson> appPasswords) {}

    /** @param revoked number of revoked app passwords */
    private record Revoked(int revoked) {}
}
