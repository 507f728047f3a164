package org.apppasswords.keycloak.it.support;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.keycloak.events.EventType;
import org.keycloak.representations.idm.AuthenticationExecutionExportRepresentation;
import org.keycloak.representations.idm.AuthenticationFlowRepresentation;
import org.keycloak.representations.idm.AuthenticatorConfigRepresentation;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.realm.RealmConfig;

/**
 * A realm that uses one flow with one step of ours for everything that Keycloak has flows for. An import can do that; the
 * admin console refuses it.
 */
public class PlacedStepRealm implements RealmConfig {

    /** How the step is put into the flow. */
    public enum Shape {
        /** As an alternative that leaves other input to the next one. */
        ALTERNATIVE,
        /** As a required step. */
        REQUIRED,
        /** As the required step of a conditional subflow, whose network condition holds for every address. */
        CONDITIONAL
    }

    /** Alias of the flow, or of its subflow, that contains the step. */
    public static final String FLOW = "placed";

    /** A user with an app password, who is linked to {@link BrokeredUsers#LINKED}. */
    public static final String USER = "victim";

    /** The user's app password. */
    public static final String APP_PASSWORD = "victimvictimvictimvictim";

    /** A client whose users sign in by the realm's flows. */
    public static final String PORTAL = "portal";

    /** A client whose users come from the identity provider. */
    public static final String BROKERED = "brokered";

    /** A client whose browser flow has the step, and then the login form. */
    public static final String OFFICE = "office";

    /** Where these clients get control back. */
    public static final String REDIRECT_URI = "https://portal.example.org/";

    /** Alias of a flow with the login form alone. */
    public static final String FORM_FLOW = "form alone";

    private static final String BROKERED_FLOW = "brokered";
    private static final String OFFICE_FLOW = "step and form";
    private static final String LOGIN_FORM = "auth-username-password-form";

    private final String step;
    private final Shape shape;

    protected PlacedStepRealm(String step, Shape shape) {
        this.step = step;
        this.shape = shape;
    }

    @Override
    public RealmBuilder configure(RealmBuilder realm) {
        RealmRepresentation representation = new DemoRealm().configure(realm).build();
        // It is the realm's ID too, which has at most 36 characters.
        representation.setRealm("placed-" + step.replace("-app-password", "") + "-"
                + shape.name().toLowerCase(Locale.ROOT));
        representation.setEnabledEventTypes(
                Arrays.stream(EventType.values()).map(Enum::name).toList());
        representation.setRegistrationAllowed(true);
        representation.setResetPasswordAllowed(true);
        useFlowEverywhere(representation);
        representation.setUsers(List.of(user()));
        representation.setIdentityProviders(List.of(identityProvider()));
        return RealmBuilder.update(representation);
    }

    private void useFlowEverywhere(RealmRepresentation realm) {
        AuthenticatorConfigRepresentation next = config("next", Map.of("other-input", "next"));
        AuthenticatorConfigRepresentation everywhere =
                config("everywhere", Map.of("allowed-networks", "0.0.0.0/0##::/0"));
        realm.setAuthenticatorConfig(List.of(next, everywhere));
        AuthenticationFlowRepresentation brokered =
                flow(BROKERED_FLOW, execution("identity-provider-redirector", "REQUIRED"));
        AuthenticationFlowRepresentation office = flow(
                OFFICE_FLOW, configured(execution(step, "ALTERNATIVE"), next), execution(LOGIN_FORM, "ALTERNATIVE"));
        List<AuthenticationFlowRepresentation> flows =
                new ArrayList<>(List.of(brokered, office, flow(FORM_FLOW, execution(LOGIN_FORM, "REQUIRED"))));
        String top = "everything";
        flows.addAll(placed(top, next, everywhere));
        flows.addAll(placed("saml ecp", next, everywhere));
        realm.setAuthenticationFlows(flows);
        realm.setBrowserFlow(top);
        realm.setRegistrationFlow(top);
        realm.setResetCredentialsFlow(top);
        realm.setDirectGrantFlow(top);
        realm.setDockerAuthenticationFlow(top);
        realm.setClients(List.of(
                client(PORTAL, null),
                client(BROKERED, brokered),
                client(OFFICE, office),
                HttpBasicRealm.serviceProvider(),
                registry()));
    }

    private List<AuthenticationFlowRepresentation> placed(
            String alias, AuthenticatorConfigRepresentation next, AuthenticatorConfigRepresentation everywhere) {
        boolean isEcp = alias.equals("saml ecp");
        String subflow = isEcp ? FLOW + " for ecp" : FLOW;
        List<AuthenticationFlowRepresentation> flows = new ArrayList<>();
        flows.add(
                switch (shape) {
                    case ALTERNATIVE -> flow(alias, configured(execution(step, "ALTERNATIVE"), next));
                    case REQUIRED -> flow(alias, execution(step, "REQUIRED"));
                    case CONDITIONAL -> flow(alias, subflow(subflow));
                });
        flows.get(0).setBuiltIn(isEcp);
        if (shape == Shape.CONDITIONAL) {
            AuthenticationFlowRepresentation conditional = flow(
                    subflow,
                    configured(execution("conditional-client-network", "REQUIRED"), everywhere),
                    execution(step, "REQUIRED"));
            conditional.setTopLevel(false);
            flows.add(conditional);
        }
        return flows;
    }

    private static AuthenticationFlowRepresentation flow(
            String alias, AuthenticationExecutionExportRepresentation... executions) {
        for (int i = 0; i < executions.length; i++) {
            executions[i].setPriority(i);
        }
        AuthenticationFlowRepresentation flow = new AuthenticationFlowRepresentation();
        flow.setId(UUID.randomUUID().toString());
        flow.setAlias(alias);
        flow.setProviderId("basic-flow");
        flow.setTopLevel(true);
        flow.setBuiltIn(false);
        flow.setAuthenticationExecutions(List.of(executions));
        return flow;
    }

    private static AuthenticationExecutionExportRepresentation execution(String authenticator, String requirement) {
        AuthenticationExecutionExportRepresentation execution = new AuthenticationExecutionExportRepresentation();
        execution.setAuthenticator(authenticator);
        execution.setRequirement(requirement);
        return execution;
    }

    private static AuthenticationExecutionExportRepresentation subflow(String alias) {
        AuthenticationExecutionExportRepresentation execution = new AuthenticationExecutionExportRepresentation();
        execution.setAuthenticatorFlow(true);
        execution.setFlowAlias(alias);
        execution.setRequirement("CONDITIONAL");
        return execution;
    }

    private static AuthenticationExecutionExportRepresentation configured(
            AuthenticationExecutionExportRepresentation execution, AuthenticatorConfigRepresentation config) {
        execution.setAuthenticatorConfig(config.getAlias());
        return execution;
    }

    private static AuthenticatorConfigRepresentation config(String alias, Map<String, String> settings) {
        AuthenticatorConfigRepresentation config = new AuthenticatorConfigRepresentation();
        config.setId(UUID.randomUUID().toString());
        config.setAlias(alias);
        config.setConfig(settings);
        return config;
    }

    private static ClientRepresentation client(String clientId, AuthenticationFlowRepresentation browserFlow) {
        ClientRepresentation client = new ClientRepresentation();
        client.setClientId(clientId);
        client.setName(clientId);
        client.setSecret(clientId + "-secret");
        client.setPublicClient(false);
        client.setStandardFlowEnabled(true);
        client.setDirectAccessGrantsEnabled(true);
        client.setFullScopeAllowed(false);
        client.setRedirectUris(List.of(REDIRECT_URI));
        if (browserFlow == null) {
            client.setAttributes(Map.of("app-passwords.service", "true"));
            BridgeClients.withTokenMapper().accept(client);
        } else {
            client.setAuthenticationFlowBindingOverrides(Map.of("browser", browserFlow.getId()));
        }
        return client;
    }

    private static ClientRepresentation registry() {
        ClientRepresentation registry = HttpBasicRealm.registry();
        // The network condition would not know the address.
        registry.setAttributes(Map.of());
        return registry;
    }

    private static UserRepresentation user() {
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue(TestUsers.PASSWORD);
        FederatedIdentityRepresentation link = new FederatedIdentityRepresentation();
        link.setIdentityProvider(BrokeredUsers.PROVIDER);
        link.setUserId(BrokeredUsers.LINKED_ID);
        link.setUserName(BrokeredUsers.LINKED);
        UserRepresentation user = TestUsers.representation(USER);
        user.setCredentials(List.of(password, SeededAppPassword.of(APP_PASSWORD).toRepresentation()));
        user.setFederatedIdentities(List.of(link));
        return user;
    }

    private static IdentityProviderRepresentation identityProvider() {
        IdentityProviderRepresentation provider = BrokeredUsers.provider("https://not-known-yet.example.org");
        provider.setFirstBrokerLoginFlowAlias("everything");
        provider.setPostBrokerLoginFlowAlias("everything");
        return provider;
    }
}
