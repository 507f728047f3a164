package org.apppasswords.keycloak.admin;

import com.fasterxml.jackson.annotation.JsonCreator;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apppasswords.keycloak.administrator.AdminCall;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.provisioning.Bridge;
import org.apppasswords.keycloak.provisioning.Deprovisioning;
import org.apppasswords.keycloak.provisioning.Provisioning;
import org.apppasswords.keycloak.provisioning.Report;
import org.apppasswords.keycloak.rest.Answers;
import org.apppasswords.keycloak.rest.ContentType;
import org.apppasswords.keycloak.rest.Required;
import org.apppasswords.keycloak.rest.StrictJson;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;

/** Provisions a realm for app passwords, and reverts the provisioning. */
public final class ProvisioningResource {

    /** More bridges than a realm has. Limits how long a request holds the realm's lock. */
    private static final int MAX_CLIENTS = 100;

    private final AdminCall call;

    ProvisioningResource(AdminCall call) {
        this.call = call;
    }

    /** Provisions the realm and the named clients. */
    @POST
    @Path("setup")
    @Produces(MediaType.APPLICATION_JSON)
    public Response setUp(InputStream body) {
        return call.answer(() -> {
            requireAdministrator();
            ContentType.requireJson(call.session());
            boolean dry = call.isDryRun();
            SetupRequest request = StrictJson.readBody(body, SetupRequest.class);
            if (request.clients().size() > MAX_CLIENTS) {
                throw ApiError.invalidRequest("clients: must have at most " + MAX_CLIENTS + " entries");
            }
            return report(() -> Provisioning.run(
                    call.session(),
                    call.realm(),
                    request.bridges(),
                    request.createClients(),
                    request.clientScope(),
                    dry));
        });
    }

    /** Reverts what {@code setup} has changed. */
    @POST
    @Path("teardown")
    @Produces(MediaType.APPLICATION_JSON)
    public Response tearDown(InputStream body) {
        return call.answer(() -> {
            requireAdministrator();
            StrictJson.requireNoFields(body);
            boolean dry = call.isDryRun();
            return report(() -> Deprovisioning.run(call.session(), call.realm(), dry));
        });
    }

    private Response report(Supplier<Report> work) {
        Report report = work.get();
        if (!report.dryRun() && !report.changes().isEmpty()) {
            call.adminEvent()
                    .operation(OperationType.ACTION)
                    // A type of our own would make Keycloak's filter by resource type fail.
                    .resource(ResourceType.CUSTOM)
                    .resourcePath(call.session().getContext().getUri())
                    .representation(report.withoutSecrets())
                    .success();
        }
        return Answers.ok(report);
    }

    private void requireAdministrator() {
        call.auth().realm().requireManageRealm();
        call.auth().clients().requireManage();
    }

    /**
     * @param clients the bridges; may be empty
     * @param createClients whether missing clients are created
     * @param clientScope whether the client scope for other applications is created
     */
    record SetupRequest(List<SetupClient> clients, boolean createClients, boolean clientScope) {

        SetupRequest {
            clients = clients == null ? List.of() : clients;
        }

        List<Bridge> bridges() {
            return clients.stream().map(SetupClient::toBridge).distinct().toList();
        }
    }

    /**
     * A bridge: an object, or only its client ID as a string. A rule that is {@code null} stays as it is.
     *
     * @param lifetimeMaxDays 0 for no limit at this service
     */
    record SetupClient(
            @Required String clientId, String name, String group, String allowedRole, Integer lifetimeMaxDays) {

        @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
        SetupClient {}

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static SetupClient of(String clientId) {
            return new SetupClient(clientId, null, null, null, null);
        }

        Bridge toBridge() {
            return new Bridge(
                    clientId,
                    Optional.ofNullable(name),
                    Optional.ofNullable(group),
                    Optional.ofNullable(allowedRole),
                    Optional.ofNullable(lifetimeMaxDays));
        }
    }
}
