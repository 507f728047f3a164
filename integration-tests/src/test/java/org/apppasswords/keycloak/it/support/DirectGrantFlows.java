package org.apppasswords.keycloak.it.support;

import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.keycloak.admin.client.resource.AuthenticationManagementResource;
import org.keycloak.representations.idm.AuthenticationExecutionInfoRepresentation;
import org.keycloak.representations.idm.AuthenticationFlowRepresentation;
import org.keycloak.representations.idm.AuthenticatorConfigRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;

/** Direct-grant flows as an administrator builds them in the admin console. */
public final class DirectGrantFlows {

    private static final String AUTHENTICATOR = "direct-grant-app-password";

    private final AuthenticationManagementResource flows;

    public DirectGrantFlows(ManagedRealm realm) {
        this.flows = realm.admin().flows();
    }

    /** A flow that requires an app password, with these settings of the execution; returns the flow's id. */
    public String requiring(String alias, Map<String, String> settings) {
        String id = create(alias);
        configure(addAppPassword(alias, "REQUIRED"), alias, settings);
        return id;
    }

    /**
     * A flow of two alternatives: an app password, with these settings of the execution, else user name and account
     * password; returns the flow's id.
     */
    public String orAccountPassword(String alias, Map<String, String> settings) {
        String id = create(alias);
        configure(addAppPassword(alias, "ALTERNATIVE"), alias, settings);
        String account = alias + " account password";
        flows.addExecutionFlow(alias, Map.of("alias", account, "type", "basic-flow", "provider", ""));
        require(alias, execution(alias, null), "ALTERNATIVE");
        for (String authenticator : new String[] {"direct-grant-validate-username", "direct-grant-validate-password"}) {
            flows.addExecution(account, Map.of("provider", authenticator));
            require(account, execution(account, authenticator), "REQUIRED");
        }
        return id;
    }

    /** A flow whose user name is checked by Keycloak first, and then an app password; returns the flow's id. */
    public String afterUsername(String alias) {
        String id = create(alias);
        flows.addExecution(alias, Map.of("provider", "direct-grant-validate-username"));
        require(alias, execution(alias, "direct-grant-validate-username"), "REQUIRED");
        addAppPassword(alias, "REQUIRED");
        return id;
    }

    private String create(String alias) {
        AuthenticationFlowRepresentation flow = new AuthenticationFlowRepresentation();
        flow.setAlias(alias);
        flow.setProviderId("basic-flow");
        flow.setTopLevel(true);
        flow.setBuiltIn(false);
        try (Response response = flows.createFlow(flow)) {
            return Created.id(response);
        }
    }

    private AuthenticationExecutionInfoRepresentation addAppPassword(String alias, String requirement) {
        flows.addExecution(alias, Map.of("provider", AUTHENTICATOR));
        AuthenticationExecutionInfoRepresentation execution = execution(alias, AUTHENTICATOR);
        require(alias, execution, requirement);
        return execution;
    }

    private void configure(
            AuthenticationExecutionInfoRepresentation execution, String alias, Map<String, String> settings) {
        AuthenticatorConfigRepresentation config = new AuthenticatorConfigRepresentation();
        config.setAlias(alias);
        config.setConfig(settings);
        try (Response response = flows.newExecutionConfig(execution.getId(), config)) {
            Created.id(response);
        }
    }

    private void require(String alias, AuthenticationExecutionInfoRepresentation execution, String requirement) {
        execution.setRequirement(requirement);
        flows.updateExecutions(alias, execution);
    }

    /** The execution of this authenticator in the flow; for {@code null}, the subflow. */
    private AuthenticationExecutionInfoRepresentation execution(String alias, String authenticator) {
        return flows.getExecutions(alias).stream()
                .filter(execution -> execution.getLevel() == 0)
                .filter(execution -> authenticator == null
                        ? Boolean.TRUE.equals(execution.getAuthenticationFlow())
                        : authenticator.equals(execution.getProviderId()))
                .findFirst()
                .orElseThrow();
    }
}
