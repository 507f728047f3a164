package org.apppasswords.keycloak.flow;

import java.util.List;
import org.keycloak.Config;
import org.keycloak.authentication.authenticators.conditional.ConditionalAuthenticator;
import org.keycloak.authentication.authenticators.conditional.ConditionalAuthenticatorFactory;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;

/** Registers the condition on the client's network. */
public final class ClientNetworkConditionFactory implements ConditionalAuthenticatorFactory {

    /** Provider id. */
    public static final String PROVIDER_ID = "conditional-client-network";

    private static final Requirement[] REQUIREMENTS = {Requirement.REQUIRED, Requirement.DISABLED};

    private final ConditionalAuthenticator condition = new ClientNetworkCondition();

    @Override
    public String getId() {
        return PROVIDER_ID;
    }

    @Override
    public ConditionalAuthenticator getSingleton() {
        return condition;
    }

    @Override
    public String getDisplayType() {
        return "Condition - Client Network";
    }

    @Override
    public String getHelpText() {
        return "Runs the flow if the program that signs in is in one of the networks. Behind a bridge, its address is taken"
                + " from the header that the client's attribute '" + ClientAddress.HEADER_ATTRIBUTE + "' names.";
    }

    @Override
    public boolean isConfigurable() {
        return true;
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return ClientNetworks.properties();
    }

    @Override
    public Requirement[] getRequirementChoices() {
        return REQUIREMENTS.clone();
    }

    @Override
    public boolean isUserSetupAllowed() {
        return false;
    }

    @Override
    public void init(Config.Scope config) {
        // Nothing to configure per server.
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        // Nothing to prepare.
    }

    @Override
    public void close() {
        // Nothing to release.
    }
}
