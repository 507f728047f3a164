package org.apppasswords.keycloak.administrator;

import java.util.Map;
import java.util.function.BiConsumer;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.resources.admin.AdminEventBuilder;

/**
 * Records an app password that an administrator created for a user as an admin event, without the secret.
 *
 * @param request event with the administrator and the address; not modified
 * @param userId owner of the app password
 */
public record CreationEvents(AdminEventBuilder request, String userId)
        implements BiConsumer<KeycloakSession, AppPasswordEntry> {

    @Override
    public void accept(KeycloakSession session, AppPasswordEntry entry) {
        request.clone(session)
                .operation(OperationType.CREATE)
                .resource(ResourceType.USER)
                .resourcePath("users", userId, "credentials", entry.id())
                .representation(
                        Map.of("id", entry.id(), "type", AppPasswordCredentialModel.TYPE, "userLabel", entry.name()))
                .success();
    }
}
