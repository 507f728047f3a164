package org.apppasswords.keycloak.policy;

import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.RealmModel;

/** The authentication steps that accept app passwords. Each works only in its own kind of flow. */
public enum AcceptingStep {
    /** Works in direct grants. */
    DIRECT_GRANT("direct-grant-app-password"),
    /** Works in SAML ECP and in Docker registry authentication. */
    HTTP_BASIC("http-basic-app-password");

    private final String providerId;

    AcceptingStep(String providerId) {
        this.providerId = providerId;
    }

    /** Returns the provider ID of the step's authenticator. */
    public String providerId() {
        return providerId;
    }

    /** Returns whether the flow or one of its subflows contains this step, and neither step nor subflow is disabled. */
    public boolean isIn(RealmModel realm, AuthenticationFlowModel flow) {
        return realm.getAuthenticationExecutionsStream(flow.getId())
                .filter(execution -> !execution.isDisabled())
                .anyMatch(execution -> execution.isAuthenticatorFlow()
                        ? isInSubflow(realm, execution)
                        : providerId.equals(execution.getAuthenticator()));
    }

    private boolean isInSubflow(RealmModel realm, AuthenticationExecutionModel execution) {
        AuthenticationFlowModel subflow = realm.getAuthenticationFlowById(execution.getFlowId());
        return subflow != null && isIn(realm, subflow);
    }
}
