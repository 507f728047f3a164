package org.apppasswords.keycloak.admin.request;

import jakarta.ws.rs.core.Response;
import java.util.Set;
import java.util.function.Supplier;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.inventory.UserRights;
import org.apppasswords.keycloak.rest.ErrorResponse;
import org.apppasswords.keycloak.service.AppPasswords;
import org.apppasswords.keycloak.service.RevocationLog;
import org.keycloak.common.Profile;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * One request of an administrator, whom Keycloak has authenticated. What the administrator may do is for each call to
 * ask.
 *
 * @param realm that the request is about
 * @param auth what the administrator may do in it
 * @param adminEvent for the log of what administrators do
 */
public record AdminCall(
        KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder adminEvent) {

    private static final String DRY_RUN = "dryRun";

    public AppPasswords appPasswords() {
        return new AppPasswords(session, realm);
    }

    /**
     * A user whom the administrator may see.
     *
     * @throws ApiError if there is none with this id; also where the administrator may not know
     */
    public UserModel viewedUser(String id) {
        UserModel user = session.users().getUserById(realm, id);
        if (user == null) {
            // As Keycloak's own API does: who may not look for users is not told which ids exist.
            auth.users().requireQuery();
            throw ApiError.notFound("There is no user with this id.");
        }
        auth.users().requireView(user);
        return user;
    }

    /**
     * Whether the request only asks what would be done.
     *
     * @throws ApiError if the parameter {@code dryRun} is neither true nor false, or there is any other
     */
    public boolean isDryRun() {
        return new QueryParameters(session.getContext().getUri().getQueryParameters(), Set.of(DRY_RUN)).flag(DRY_RUN);
    }

    /**
     * A user whose credentials the administrator may delete.
     *
     * @throws ApiError if there is none with this id; also where the administrator may not know
     */
    public UserModel managedUser(String id) {
        UserModel user = viewedUser(id);
        auth.users().requireManage(user);
        auth.users().requireResetPassword(user);
        return user;
    }

    /**
     * Lets pass who may see users: everybody by role, or those whom fine-grained permissions name. Which ones is asked
     * for each.
     */
    public void requireViewOfUsers() {
        auth.users().requireQuery();
        if (!hasFineGrainedPermissions()) {
            auth.users().requireView();
        }
    }

    /** The same for changing users. */
    public void requireManagementOfUsers() {
        auth.users().requireQuery();
        if (!hasFineGrainedPermissions()) {
            auth.users().requireManage();
        }
    }

    private boolean hasFineGrainedPermissions() {
        return realm.isAdminPermissionsEnabled() || Profile.isFeatureEnabled(Profile.Feature.ADMIN_FINE_GRAINED_AUTHZ);
    }

    /** What the administrator may do with which users. */
    public UserRights rights() {
        return new AdministratorRights(auth);
    }

    /** Writes down what the administrator revokes, as Keycloak does for any credential. */
    public RevocationLog revocationLog() {
        return new RevocationEvents(adminEvent);
    }

    /** Answers the request, also where it is refused. What Keycloak's own permissions refuse, Keycloak answers. */
    public Response answer(Supplier<Response> call) {
        return ErrorResponse.orElse(call);
    }
}
