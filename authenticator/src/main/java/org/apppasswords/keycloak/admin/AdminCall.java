package org.apppasswords.keycloak.admin;

import jakarta.ws.rs.core.Response;
import java.util.function.Supplier;
import org.apppasswords.keycloak.rest.Problem;
import org.apppasswords.keycloak.service.AppPasswords;
import org.apppasswords.keycloak.service.RejectedRequest;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
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
record AdminCall(
        KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder adminEvent) {

    private static final Logger LOG = Logger.getLogger(AdminCall.class);

    AppPasswords appPasswords() {
        return new AppPasswords(session, realm);
    }

    /**
     * A user whom the administrator may see.
     *
     * @throws Problem if there is none with this id; also where the administrator may not know
     */
    UserModel viewedUser(String id) {
        UserModel user = session.users().getUserById(realm, id);
        if (user == null) {
            // As Keycloak's own API does: who may not look for users is not told which ids exist.
            auth.users().requireQuery();
            throw Problem.notFound("There is no user with this id.");
        }
        auth.users().requireView(user);
        return user;
    }

    /** Answers the request, also where it is refused. What Keycloak's own permissions refuse, Keycloak answers. */
    Response answer(Supplier<Response> call) {
        try {
            return call.get();
        } catch (Problem problem) {
            return problem.response();
        } catch (RejectedRequest rejected) {
            return Problem.of(rejected.problem()).response();
        } catch (ModelException conflict) {
            LOG.warn("App passwords: the store was kept busy by others", conflict);
            return Problem.of(RejectedRequest.Problem.BUSY).response();
        }
    }
}
