package org.apppasswords.keycloak.admin.request;

import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.service.RevocationLog;
import org.keycloak.events.Details;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;

/**
 * The very admin event of Keycloak's own {@code DELETE users/{id}/credentials/{credentialId}}: who watches the log sees
 * one kind of revocation, and our own listener does what has to follow.
 *
 * @param request knows who asks, and from where; left as it is
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
                .detail(Details.CREDENTIAL_USER_LABEL, entry.name())
                .success();
    }
}
