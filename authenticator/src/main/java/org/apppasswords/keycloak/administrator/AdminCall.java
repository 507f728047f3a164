package org.apppasswords.keycloak.administrator;

import jakarta.ws.rs.core.Response;
import java.util.Set;
import java.util.function.Supplier;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.federation.ReadableId;
import org.apppasswords.keycloak.inventory.UserRights;
import org.apppasswords.keycloak.rest.ErrorResponse;
import org.apppasswords.keycloak.rest.QueryParameters;
import org.apppasswords.keycloak.service.AppPasswords;
import org.apppasswords.keycloak.service.RevocationLog;
import org.keycloak.common.Profile;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * One request of an administrator, whom Keycloak has authenticated. Each operation checks the permissions that it
 * requires.
 *
 * @param realm the realm of the request
 * @param auth permissions of the administrator in this realm
 * @param adminEvent prepared admin event
 */
public record AdminCall(
        KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder adminEvent) {

    private static final String DRY_RUN = "dryRun";

    public AppPasswords appPasswords() {
        return new AppPasswords(session, realm);
    }

    /**
     * Returns a user whom the administrator may view.
     *
     * @throws ApiError if the user does not exist
     */
    public UserModel viewedUser(String id) {
        UserModel user = ReadableId.of(id)
                .map(readable -> session.users().getUserById(realm, readable))
                .orElse(null);
        if (user == null) {
            // As in Keycloak's own API: an administrator who may not query users does not learn which IDs exist.
            auth.users().requireQuery();
            throw ApiError.notFound("The user does not exist.");
        }
        auth.users().requireView(user);
        return user;
    }

    /**
     * Returns whether the request is a dry run.
     *
     * @throws ApiError if the parameter {@code dryRun} is neither true nor false, or the request has another parameter
     */
    public boolean isDryRun() {
        return new QueryParameters(session.getContext().getUri().getQueryParameters(), Set.of(DRY_RUN)).flag(DRY_RUN);
    }

    /**
     * Returns a user whose credentials the administrator may delete.
     *
     * @throws ApiError if the user does not exist
     */
    public UserModel managedUser(String id) {
        UserModel user = viewedUser(id);
        auth.users().requireManage(user);
        auth.users().requireResetPassword(user);
        return user;
    }

    /**
     * Requires the permission to view users: all users by role, or some by fine-grained permissions, which the
     * operation checks for each user.
     */
    public void requireViewOfUsers() {
        auth.users().requireQuery();
        if (!hasFineGrainedPermissions()) {
            auth.users().requireView();
        }
    }

    /** Requires the permission to manage users, in the same way as {@link #requireViewOfUsers}. */
    public void requireManagementOfUsers() {
        auth.users().requireQuery();
        if (!hasFineGrainedPermissions()) {
            auth.users().requireManage();
        }
    }

    private boolean hasFineGrainedPermissions() {
        return realm.isAdminPermissionsEnabled() || Profile.isFeatureEnabled(Profile.Feature.ADMIN_FINE_GRAINED_AUTHZ);
    }

    /** Returns the administrator's permissions for single users. */
    public UserRights rights() {
        return new AdministratorRights(auth);
    }

    /** Returns a log that records revocations as admin events. */
    public RevocationLog revocationLog() {
        return new RevocationEvents(adminEvent);
    }

    /** Returns the response of an operation, or of its error. Keycloak itself responds to missing permissions. */
    public Response answer(Supplier<Response> call) {
        return ErrorResponse.orElse(call);
    }
}
