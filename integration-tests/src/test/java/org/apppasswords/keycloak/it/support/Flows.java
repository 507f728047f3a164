package org.apppasswords.keycloak.it.support;

import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.Map;
import org.keycloak.admin.client.resource.AuthenticationManagementResource;
import org.keycloak.representations.idm.AuthenticationExecutionInfoRepresentation;
import org.keycloak.representations.idm.AuthenticationFlowRepresentation;
import org.keycloak.representations.idm.AuthenticatorConfigRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;

/** Authentication flows, built through the admin API as an administrator would. */
public final class Flows {

    private static final int LONG_SECONDS = 36_000;

    private final ManagedRealm realm;

    public Flows(ManagedRealm realm) {
        this.realm = realm;
    }

    /** The id of a flow. */
    public String id(String alias) {
        return flows().getFlows().stream()
                .filter(flow -> flow.getAlias().equals(alias))
                .findFirst()
                .orElseThrow()
                .getId();
    }

    /** A direct-grant flow whose subflow has this one execution. */
    public void directGrantWithSubflow(String alias, String authenticator, String requirement) {
        create(alias);
        addSubflow(alias, alias + " subflow", "ALTERNATIVE");
        addExecution(alias + " subflow", authenticator, requirement);
    }

    /**
     * A browser flow with levels of authentication: the password is the first, the one-time code the second. A second
     * factor is asked for only where the second level is.
     */
    public void browserWithLevels(String alias) {
        browserWithLevels(alias, LONG_SECONDS);
    }

    /** The same; Keycloak remembers the second level for this long, or not at all if it is 0. */
    public void browserWithLevels(String alias, int secondLevelMaxAgeSeconds) {
        create(alias);
        addExecution(alias, "auth-cookie", "ALTERNATIVE");
        addSubflow(alias, alias + " forms", "ALTERNATIVE");
        addLevel(alias + " forms", alias + " level 1", "1", LONG_SECONDS, "auth-username-password-form");
        addLevel(alias + " forms", alias + " level 2", "2", secondLevelMaxAgeSeconds, "auth-otp-form");
    }

    /** A flow of this one required execution. */
    public void requiring(String alias, String authenticator) {
        create(alias);
        addExecution(alias, authenticator, "REQUIRED");
    }

    private void addLevel(String parent, String alias, String level, int maxAgeSeconds, String authenticator) {
        addSubflow(parent, alias, "CONDITIONAL");
        String condition = addExecution(alias, "conditional-level-of-authentication", "REQUIRED");
        AuthenticatorConfigRepresentation config = new AuthenticatorConfigRepresentation();
        config.setAlias(alias);
        config.setConfig(Map.of("loa-condition-level", level, "loa-max-age", String.valueOf(maxAgeSeconds)));
        check(flows().newExecutionConfig(condition, config));
        addExecution(alias, authenticator, "REQUIRED");
    }

    private void create(String alias) {
        AuthenticationFlowRepresentation flow = new AuthenticationFlowRepresentation();
        flow.setAlias(alias);
        flow.setProviderId("basic-flow");
        flow.setTopLevel(true);
        flow.setBuiltIn(false);
        check(flows().createFlow(flow));
    }

    private void addSubflow(String parent, String alias, String requirement) {
        flows().addExecutionFlow(parent, new HashMap<>(Map.of("alias", alias, "type", "basic-flow", "provider", "")));
        require(parent, last(parent), requirement);
    }

    private String addExecution(String parent, String authenticator, String requirement) {
        flows().addExecution(parent, new HashMap<>(Map.of("provider", authenticator)));
        AuthenticationExecutionInfoRepresentation added = last(parent);
        require(parent, added, requirement);
        return added.getId();
    }

    private void require(String parent, AuthenticationExecutionInfoRepresentation execution, String requirement) {
        execution.setRequirement(requirement);
        flows().updateExecutions(parent, execution);
    }

    private AuthenticationExecutionInfoRepresentation last(String parent) {
        return flows().getExecutions(parent).stream()
                .filter(execution -> execution.getLevel() == 0)
                .reduce((one, next) -> next)
                .orElseThrow();
    }

    private AuthenticationManagementResource flows() {
        return realm.admin().flows();
    }

    private static void check(Response response) {
        try (response) {
            if (response.getStatus() != 201) {
                throw new IllegalStateException(response.getStatus() + " " + response.readEntity(String.class));
            }
        }
    }
}
