package org.apppasswords.keycloak.events;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apppasswords.keycloak.flow.ClientNetworkConditionFactory;
import org.apppasswords.keycloak.flow.ClientNetworks;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.AuthenticatorConfigModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Refuses settings of the network condition that are no networks, when an administrator saves them. Keycloak lets
 * authenticators describe their settings but not check them.
 */
final class ClientNetworksCheck {

    private static final Pattern OF_EXECUTION = Pattern.compile("authentication/executions/([^/]+)/config");
    private static final Pattern BY_ID = Pattern.compile("authentication/config/([^/]+)");

    private final KeycloakSession session;

    ClientNetworksCheck(KeycloakSession session) {
        this.session = session;
    }

    void onEvent(RealmModel realm, AdminEvent event) {
        if ((event.getOperationType() != OperationType.CREATE && event.getOperationType() != OperationType.UPDATE)
                || event.getResourcePath() == null
                || !event.getResourcePath().startsWith("authentication/")) {
            return;
        }
        List<String> invalid = configs(realm, event.getResourcePath())
                .flatMap(config -> ClientNetworks.of(config.getConfig()).invalid().stream())
                .toList();
        if (!invalid.isEmpty()) {
            RefusedChange.beforeCommit(session, "No network in CIDR notation: " + String.join(", ", invalid));
        }
    }

    private static Stream<AuthenticatorConfigModel> configs(RealmModel realm, String path) {
        Matcher ofExecution = OF_EXECUTION.matcher(path);
        Matcher byId = BY_ID.matcher(path);
        return executions(realm)
                .filter(execution -> ofExecution.matches()
                        ? execution.getId().equals(ofExecution.group(1))
                        : byId.matches() && byId.group(1).equals(execution.getAuthenticatorConfig()))
                .map(execution -> realm.getAuthenticatorConfigById(execution.getAuthenticatorConfig()))
                .filter(config -> config != null);
    }

    private static Stream<AuthenticationExecutionModel> executions(RealmModel realm) {
        return realm.getAuthenticationFlowsStream()
                .flatMap(flow -> realm.getAuthenticationExecutionsStream(flow.getId()))
                .filter(execution -> ClientNetworkConditionFactory.PROVIDER_ID.equals(execution.getAuthenticator()))
                .filter(execution -> execution.getAuthenticatorConfig() != null);
    }
}
