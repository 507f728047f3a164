package org.apppasswords.keycloak.flow;

import java.util.List;
import org.apppasswords.keycloak.provider.ExtensionProviderFactory;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.authenticators.conditional.ConditionalAuthenticator;
import org.keycloak.authentication.authenticators.conditional.ConditionalAuthenticatorFactory;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.provider.ProviderConfigProperty;

/** Registers the condition on the program's network. */
public final class ClientNetworkConditionFactory
        implements ConditionalAuthenticatorFactory, ExtensionProviderFactory<Authenticator> {

    /** Provider ID. */
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
        return "Runs the flow if the program's IP address is in one of the networks. For requests through a bridge, the"
                + " address comes from the header that the client attribute '" + ClientAddress.HEADER_ATTRIBUTE
                + "' names.";
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
}
