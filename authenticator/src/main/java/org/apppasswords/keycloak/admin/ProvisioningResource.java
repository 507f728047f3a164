package org.apppasswords.keycloak.admin;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.function.Supplier;
import org.apppasswords.keycloak.administrator.AdminCall;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.provisioning.Deprovisioning;
import org.apppasswords.keycloak.provisioning.Provisioning;
import org.apppasswords.keycloak.provisioning.Report;
import org.apppasswords.keycloak.rest.Answers;
import org.apppasswords.keycloak.rest.StrictJson;
import org.keycloak.events.admin.OperationType;

/** Provisions a realm for app passwords, and reverts the provisioning. */
public final class ProvisioningResource {

    /** More bridges than a realm has. Limits how long a request holds the realm's lock. */
    private static final int MAX_CLIENTS = 100;

    private static final String RESOURCE_TYPE = "APP_PASSWORDS";

    private final AdminCall call;

    ProvisioningResource(AdminCall call) {
        this.call = call;
    }

    /** Provisions the realm and the named clients. */
    @POST
    @Path("setup")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response setUp(InputStream body) {
        return call.answer(() -> {
            requireAdministrator();
            boolean dry = call.isDryRun();
            SetupRequest request = StrictJson.readBody(body, SetupRequest.class);
            if (request.clients().size() > MAX_CLIENTS) {
                throw ApiError.invalidRequest("clients: must have at most " + MAX_CLIENTS + " entries");
            }
            return report(() -> Provisioning.run(
                    call.session(),
                    call.realm(),
                    request.clients(),
                    request.createClients(),
                    request.clientScope(),
                    dry));
        });
    }

    /** Reverts what {@code setup} has changed. */
    @POST
    @Path("teardown")
    @Produces(MediaType.APPLICATION_JSON)
    public Response tearDown() {
        return call.answer(() -> {
            requireAdministrator();
            boolean dry = call.isDryRun();
            return report(() -> Deprovisioning.run(call.session(), call.realm(), dry));
        });
    }

    private Response report(Supplier<Report> work) {
        Report report = work.get();
        if (!report.dryRun() && !report.changes().isEmpty()) {
            call.adminEvent()
                    .operation(OperationType.ACTION)
                    .resource(RESOURCE_TYPE)
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
     * @param clients clientIds of the bridges; may be empty
     * @param createClients whether missing clients are created
     * @param clientScope whether the client scope for other applications is created
     */
    record SetupRequest(List<String> clients, boolean createClients, boolean clientScope) {

        SetupRequest {
            clients = clients == null ? List.of() : clients;
        }
    }
}
