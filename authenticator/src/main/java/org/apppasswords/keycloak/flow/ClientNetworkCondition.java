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
 * Whether the program that signs in is in one of the networks. An address that is not known is in none: the header that
 * its bridge should have sent is missing, has several values or is no address, or nobody knows who sent it.
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
        // A condition asks for nothing.
    }

    @Override
    public boolean requiresUser() {
        return false;
    }

    @Override
    public void setRequiredActions(KeycloakSession session, RealmModel realm, UserModel user) {
        // There is nothing to set up.
    }

    @Override
    public void close() {
        // Shared by all requests: holds nothing.
    }
}
