package org.apppasswords.keycloak.events;

import java.util.List;
import java.util.Objects;
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
 * Rejects invalid networks in the settings of the network condition when an administrator saves them. Keycloak lets
 * authenticators describe their settings, but not validate them.
 */
final class ClientNetworksCheck implements AdminEventReaction {

    private static final Pattern OF_EXECUTION = Pattern.compile("authentication/executions/([^/]+)/config");
    private static final Pattern BY_ID = Pattern.compile("authentication/config/([^/]+)");

    private final KeycloakSession session;

    ClientNetworksCheck(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void react(RealmModel realm, AdminEvent event) {
        if ((event.getOperationType() != OperationType.CREATE && event.getOperationType() != OperationType.UPDATE)
                || event.getResourcePath() == null
                || !event.getResourcePath().startsWith("authentication/")) {
            return;
        }
        List<String> invalid = configs(realm, event.getResourcePath())
                .flatMap(config -> ClientNetworks.of(config.getConfig()).invalid().stream())
                .toList();
        if (!invalid.isEmpty()) {
            RejectedChange.beforeCommit(session, "Not a network in CIDR notation: " + String.join(", ", invalid));
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
                .filter(Objects::nonNull);
    }

    private static Stream<AuthenticationExecutionModel> executions(RealmModel realm) {
        return realm.getAuthenticationFlowsStream()
                .flatMap(flow -> realm.getAuthenticationExecutionsStream(flow.getId()))
                .filter(execution -> ClientNetworkConditionFactory.PROVIDER_ID.equals(execution.getAuthenticator()))
                .filter(execution -> execution.getAuthenticatorConfig() != null);
    }
}
