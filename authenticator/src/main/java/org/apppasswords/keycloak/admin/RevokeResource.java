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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.keycloak.admin.request.AdminCall;
import org.apppasswords.keycloak.admin.request.PageRequest;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.inventory.AppPasswordFilter;
import org.apppasswords.keycloak.inventory.BulkResult;
import org.apppasswords.keycloak.inventory.BulkRevocation;
import org.apppasswords.keycloak.rest.Answers;
import org.apppasswords.keycloak.rest.JsonBody;

/** Revokes the app passwords of many users: those for a service, or those that nobody uses. */
public final class RevokeResource {

    private static final Set<String> FIELDS = Set.of(
            PageRequest.CLIENT,
            PageRequest.INCLUDE_UNLIMITED,
            PageRequest.UNUSED_SINCE,
            PageRequest.AFTER,
            PageRequest.MAX);

    private final AdminCall call;

    RevokeResource(AdminCall call) {
        this.call = call;
    }

    /** Revokes the next part of them, or says what that would be. */
    @POST
    @Path("")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response revoke(InputStream body) {
        return call.answer(() -> {
            call.requireManagementOfUsers();
            boolean dryRun = call.isDryRun();
            PageRequest selection = selection(JsonBody.read(body));
            BulkRevocation revocation = new BulkRevocation(call.session(), call.realm(), call.rights());
            BulkResult result = dryRun
                    ? revocation.preview(selection.filter(), selection.after(), selection.max())
                    : revocation.run(selection.filter(), selection.after(), selection.max(), call.revocationLog());
            return Answers.ok(Result.of(result, dryRun));
        });
    }

    private static PageRequest selection(JsonBody body) {
        body.refuseOtherFieldsThan(FIELDS);
        AppPasswordFilter filter = new AppPasswordFilter(
                body.text(PageRequest.CLIENT),
                body.flag(PageRequest.INCLUDE_UNLIMITED),
                body.instant(PageRequest.UNUSED_SINCE),
                Optional.empty());
        if (filter.client().isEmpty() && filter.unusedSince().isEmpty()) {
            throw ApiError.invalidRequest("client or unusedSince: one must be there.");
        }
        return PageRequest.of(filter, body.text(PageRequest.AFTER), body.integer(PageRequest.MAX));
    }

    /**
     * @param next cursor of the next part; {@code null} after the last one
     * @param appPasswords what would be revoked; only of a dry run
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
