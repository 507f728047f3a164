package org.apppasswords.keycloak.admin;

import org.apppasswords.keycloak.administrator.AdminCall;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProvider;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Creates the resource of the admin API. */
final class AppPasswordsAdminResourceProvider implements AdminRealmResourceProvider {

    @Override
    public Object getResource(
            KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder adminEvent) {
        return new AppPasswordsAdminResource(new AdminCall(session, realm, auth, adminEvent));
    }

    @Override
    public void close() {
        // Does not hold anything that must be released.
    }
}
