package org.apppasswords.keycloak.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apppasswords.keycloak.administrator.AdminCall;
import org.apppasswords.keycloak.administrator.PageRequest;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.inventory.AppPasswordFilter;
import org.apppasswords.keycloak.inventory.BulkResult;
import org.apppasswords.keycloak.inventory.BulkRevocation;
import org.apppasswords.keycloak.rest.Answers;
import org.apppasswords.keycloak.rest.StrictJson;

/** Revokes app passwords of many users: those for a service, or unused ones. */
public final class RevokeResource {

    private final AdminCall call;

    RevokeResource(AdminCall call) {
        this.call = call;
    }

    /** Revokes the next part, or lists it if the request is a dry run. */
    @POST
    @Path("")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response revoke(InputStream body) {
        return call.answer(() -> {
            call.requireManagementOfUsers();
            boolean dryRun = call.isDryRun();
            PageRequest page = StrictJson.readBody(body, RevokeRequest.class).toPageRequest();
            BulkRevocation revocation = new BulkRevocation(call.session(), call.realm(), call.rights());
            BulkResult result = dryRun
                    ? revocation.preview(page.filter(), page.after(), page.max())
                    : revocation.run(page.filter(), page.after(), page.max(), call.revocationLog());
            return Answers.ok(Result.of(result, dryRun));
        });
    }

    private record RevokeRequest(
            String client, boolean includeUnlimited, Instant unusedSince, String after, Integer max) {

        PageRequest toPageRequest() {
            if (client == null && unusedSince == null) {
                throw ApiError.invalidRequest("client, unusedSince: at least one is required");
            }
            AppPasswordFilter filter = new AppPasswordFilter(
                    Optional.ofNullable(client), includeUnlimited, Optional.ofNullable(unusedSince), Optional.empty());
            return PageRequest.of(filter, Optional.ofNullable(after), Optional.ofNullable(max));
        }
    }

    /**
     * @param next cursor of the next part; {@code null} after the last part
     * @param appPasswords what would be revoked; only in a dry run
     */
    private record Result(
            int revoked,
            int failed,
            int skipped,
            String next,
            @JsonInclude(Include.NON_NULL) List<InventoryItemJson> appPasswords) {

        static Result of(BulkResult result, boolean dryRun) {
            return new Result(
                    result.revoked().size(),
                    result.failed(),
                    result.skipped(),
                    result.next().orElse(null),
                    dryRun
                            ? result.revoked().stream()
                                    .map(InventoryItemJson::of)
                                    .toList()
                            : null);
        }
    }
}
