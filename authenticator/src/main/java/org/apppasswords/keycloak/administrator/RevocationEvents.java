package org.apppasswords.keycloak.administrator;

import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.service.EventText;
import org.apppasswords.keycloak.service.RevocationLog;
import org.keycloak.events.Details;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;

/**
 * Records a revocation as the admin event of Keycloak's own {@code DELETE users/{id}/credentials/{credentialId}}, so
 * that all revocations look the same in the log, and {@code AppPasswordEventListener} reacts to all of them.
 *
 * @param request event with the administrator and the address; not modified
 */
record RevocationEvents(AdminEventBuilder request) implements RevocationLog {

    @Override
    public void revoked(KeycloakSession session, UserModel user, AppPasswordEntry entry) {
        request.clone(session)
                .resource(ResourceType.USER)
                .operation(OperationType.ACTION)
                .resourcePath("users", user.getId(), "credentials", entry.id())
                .detail(Details.CREDENTIAL_ID, entry.id())
                .detail(Details.CREDENTIAL_TYPE, AppPasswordCredentialModel.TYPE)
                .detail(Details.CREDENTIAL_USER_LABEL, EventText.of(session, entry.name()))
                .success();
    }
}
