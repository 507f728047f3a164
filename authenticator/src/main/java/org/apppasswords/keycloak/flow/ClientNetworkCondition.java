package org.apppasswords.keycloak.flow;

import java.util.Map;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.authenticators.conditional.ConditionalAuthenticator;
import org.keycloak.models.AuthenticatorConfigModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Checks whether the program that signs in is in one of the networks. An unknown address is not in any network: the
 * bridge's header is missing, has several values, is not an address, or is not trusted.
 */
final class ClientNetworkCondition implements ConditionalAuthenticator {

    private static final ExtensionLog LOG = ExtensionLog.of(ClientNetworkCondition.class);

    @Override
    public boolean matchCondition(AuthenticationFlowContext context) {
        AuthenticatorConfigModel model = context.getAuthenticatorConfig();
        Map<String, String> config = model == null ? null : model.getConfig();
        ClientNetworks networks = ClientNetworks.of(config);
        networks.invalid()
                .forEach(text -> LOG.warnOnce(
                        "network condition of realm %s: '%s' is not a network in CIDR notation",
                        context.getRealm().getName(), text));
        return ClientAddress.forDecision(context).filter(networks::contain).isPresent();
    }

    @Override
    public void action(AuthenticationFlowContext context) {
        // A condition does not show a page.
    }

    @Override
    public boolean requiresUser() {
        return false;
    }

    @Override
    public void setRequiredActions(KeycloakSession session, RealmModel realm, UserModel user) {
        // A condition does not have required actions.
    }

    @Override
    public void close() {
        // One instance serves all requests and holds no resources.
    }
}
