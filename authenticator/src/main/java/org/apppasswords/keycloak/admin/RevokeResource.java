package org.apppasswords.keycloak.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apppasswords.keycloak.administrator.AdminCall;
import org.apppasswords.keycloak.administrator.PageRequest;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.inventory.AppPasswordFilter;
import org.apppasswords.keycloak.inventory.BulkResult;
import org.apppasswords.keycloak.inventory.BulkRevocation;
import org.apppasswords.keycloak.rest.Answers;
import org.apppasswords.keycloak.rest.ContentType;
import org.apppasswords.keycloak.rest.StrictJson;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Revokes app passwords of many users: those for a service, unused ones, or those of devices or of the users with a role. */
public final class RevokeResource {

    private final AdminCall call;

    RevokeResource(AdminCall call) {
        this.call = call;
    }

    /** Revokes the next part, or lists it if the request is a dry run. */
    @POST
    @Path("")
    @Produces(MediaType.APPLICATION_JSON)
    public Response revoke(InputStream body) {
        return call.answer(() -> {
            call.requireManagementOfUsers();
            ContentType.requireJson(call.session());
            boolean dryRun = call.isDryRun();
            RevokeRequest request = StrictJson.readBody(body, RevokeRequest.class);
            PageRequest page = request.toPageRequest();
            BulkRevocation revocation =
                    new BulkRevocation(call.session(), call.realm(), call.rights(), owners(request.role()));
            BulkResult result = dryRun
                    ? revocation.preview(page.filter(), page.after(), page.max())
                    : revocation.run(page.filter(), page.after(), page.max(), call.revocationLog());
            return Answers.ok(Result.of(result, dryRun));
        });
    }

    // Users also have the roles of their groups and of composite roles.
    // Newer versions deprecate this method, and Keycloak 26.4 lacks the one that replaces it.
    @SuppressWarnings("removal")
    private Predicate<UserModel> owners(String roleName) {
        if (roleName == null) {
            return user -> true;
        }
        // PostgreSQL does not accept a NUL in any text.
        RoleModel role = roleName.chars().anyMatch(Character::isISOControl)
                ? null
                : KeycloakModelUtils.getRoleFromString(call.realm(), roleName);
        if (role == null) {
            throw ApiError.invalidRequest("role: must be a role of this realm, or CLIENT.ROLE for a role of a client");
        }
        return user -> user.hasRole(role);
    }

    /** @param role a realm role, or {@code client.role} */
    private record RevokeRequest(
            String client,
            boolean includeUnlimited,
            Instant unusedSince,
            Boolean device,
            String role,
            String after,
            Integer max) {

        PageRequest toPageRequest() {
            // All people together are not a selection.
            if (client == null && unusedSince == null && role == null && !Boolean.TRUE.equals(device)) {
                throw ApiError.invalidRequest("client, unusedSince, role, device = true: at least one is required");
            }
            AppPasswordFilter filter = new AppPasswordFilter(
                    Optional.ofNullable(client),
                    includeUnlimited,
                    Optional.ofNullable(unusedSince),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.ofNullable(device));
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
