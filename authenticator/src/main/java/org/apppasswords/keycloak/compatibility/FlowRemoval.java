package org.apppasswords.keycloak.compatibility;

import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.RealmModel;

/**
 * Removes a flow with its steps, their settings and its subflows, as {@code deepDeleteAuthenticationFlow} of
 * {@code KeycloakModelUtils} does. The parameters of that method differ between the supported versions.
 */
public final class FlowRemoval {

    private FlowRemoval() {}

    public static void remove(RealmModel realm, AuthenticationFlowModel flow) {
        realm.getAuthenticationExecutionsStream(flow.getId()).toList().forEach(execution -> {
            if (execution.getAuthenticatorConfig() != null) {
                realm.removeAuthenticatorConfig(realm.getAuthenticatorConfigById(execution.getAuthenticatorConfig()));
            }
            if (execution.isAuthenticatorFlow()) {
                remove(realm, realm.getAuthenticationFlowById(execution.getFlowId()));
            }
            realm.removeAuthenticatorExecution(execution);
        });
        realm.removeAuthenticationFlow(flow);
    }
}
