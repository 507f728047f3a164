package org.apppasswords.keycloak.flow;

import java.util.Map;
import org.apppasswords.keycloak.network.IpAddress;
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

    @Override
    public boolean matchCondition(AuthenticationFlowContext context) {
        AuthenticatorConfigModel model = context.getAuthenticatorConfig();
        Map<String, String> config = model == null ? null : model.getConfig();
        return ClientAddress.forDecision(context)
                .flatMap(IpAddress::parse)
                .filter(ClientNetworks.of(config)::contain)
                .isPresent();
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
