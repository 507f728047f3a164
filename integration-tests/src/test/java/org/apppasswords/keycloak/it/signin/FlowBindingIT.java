package org.apppasswords.keycloak.it.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Flows;
import org.apppasswords.keycloak.it.support.fixtures.TestClients;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.resource.AuthenticationManagementResource;
import org.keycloak.representations.idm.AuthenticationExecutionInfoRepresentation;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.realm.ManagedRealm;

/** An administrator who uses one of our steps in a flow where it does not work. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
public class FlowBindingIT {

    private static final String DIRECT_GRANT = "with direct grant step";
    private static final String HTTP_BASIC = "with http basic step";
    private static final String LOGIN_FORM = "without our steps";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @TestSetup
    public void createFlows() {
        new Flows(realm).appPassword(DIRECT_GRANT, Map.of("other-input", "next"));
        Flows flows = new Flows(realm);
        flows.requiring(HTTP_BASIC, "http-basic-app-password");
        flows.requiring(LOGIN_FORM, "auth-username-password-form");
    }

    static Stream<Arguments> bindings() {
        return Stream.of(
                binding("the browser flow", DIRECT_GRANT, RealmRepresentation::setBrowserFlow),
                binding("the browser flow", HTTP_BASIC, RealmRepresentation::setBrowserFlow),
                binding("the registration flow", DIRECT_GRANT, RealmRepresentation::setRegistrationFlow),
                binding("the registration flow", HTTP_BASIC, RealmRepresentation::setRegistrationFlow),
                binding("the reset credentials flow", DIRECT_GRANT, RealmRepresentation::setResetCredentialsFlow),
                binding("the reset credentials flow", HTTP_BASIC, RealmRepresentation::setResetCredentialsFlow),
                binding("the first broker login flow", DIRECT_GRANT, RealmRepresentation::setFirstBrokerLoginFlow),
                binding("the first broker login flow", HTTP_BASIC, RealmRepresentation::setFirstBrokerLoginFlow),
                binding("the Docker flow", DIRECT_GRANT, RealmRepresentation::setDockerAuthenticationFlow),
                binding("the direct grant flow", HTTP_BASIC, RealmRepresentation::setDirectGrantFlow));
    }

    private interface Setter {
        void set(RealmRepresentation realm, String flow);
    }

    private static Arguments binding(String use, String flow, Setter setter) {
        Consumer<RealmRepresentation> change = realm -> setter.set(realm, flow);
        return Arguments.of(use, flow, change);
    }

    @ParameterizedTest
    @MethodSource("bindings")
    void theRealmRejectsTheFlow(String use, String flow, Consumer<RealmRepresentation> change) {
        RealmRepresentation before = realm.admin().toRepresentation();
        RealmRepresentation changed = realm.admin().toRepresentation();
        change.accept(changed);

        assertRejected(use, () -> realm.admin().update(changed));

        assertThat(realm.admin().toRepresentation()).usingRecursiveComparison().isEqualTo(before);
    }

    @Test
    void theRealmAcceptsTheFlowWhereTheStepWorks() {
        RealmRepresentation before = realm.admin().toRepresentation();
        RealmRepresentation changed = realm.admin().toRepresentation();
        realm.cleanup().add(r -> r.update(before));
        changed.setDirectGrantFlow(DIRECT_GRANT);
        changed.setDockerAuthenticationFlow(HTTP_BASIC);

        realm.admin().update(changed);

        assertThat(realm.admin().toRepresentation().getDirectGrantFlow()).isEqualTo(DIRECT_GRANT);
        assertThat(realm.admin().toRepresentation().getDockerAuthenticationFlow())
                .isEqualTo(HTTP_BASIC);
    }

    @ParameterizedTest
    @ValueSource(strings = {DIRECT_GRANT, HTTP_BASIC})
    void aClientRejectsTheFlowForBrowsers(String flow) {
        TestClients clients = new TestClients(realm);
        String flowId = new Flows(realm).id(flow);
        clients.add("portal", "Portal", null);
        ClientRepresentation portal =
                realm.admin().clients().findByClientId("portal").get(0);
        portal.setAuthenticationFlowBindingOverrides(Map.of("browser", flowId));

        assertRejected(
                "the browser flow of the client 'portal'",
                () -> realm.admin().clients().get(portal.getId()).update(portal));

        assertThat(realm.admin()
                        .clients()
                        .get(portal.getId())
                        .toRepresentation()
                        .getAuthenticationFlowBindingOverrides())
                .isEmpty();
        ClientRepresentation created = new ClientRepresentation();
        created.setClientId("created");
        created.setAuthenticationFlowBindingOverrides(Map.of("browser", flowId));
        try (Response response = realm.admin().clients().create(created)) {
            assertThat(response.getStatus()).isEqualTo(400);
        }
        assertThat(realm.admin().clients().findByClientId("created")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {DIRECT_GRANT, HTTP_BASIC})
    void anIdentityProviderRejectsTheFlow(String flow) {
        IdentityProviderRepresentation provider = BrokeredUsers.provider("https://idp.example.org");
        provider.setFirstBrokerLoginFlowAlias(flow);
        try (Response response = realm.admin().identityProviders().create(provider)) {
            assertThat(response.getStatus()).isEqualTo(400);
            assertThat(response.readEntity(String.class)).contains("does not work in the first login flow");
        }
        assertThat(realm.admin().identityProviders().findAll()).isEmpty();
        provider.setFirstBrokerLoginFlowAlias(null);
        try (Response response = realm.admin().identityProviders().create(provider)) {
            assertThat(response.getStatus()).isEqualTo(201);
        }
        realm.cleanup()
                .add(r -> r.identityProviders().get(BrokeredUsers.PROVIDER).remove());
        provider.setPostBrokerLoginFlowAlias(flow);

        assertRejected(
                "the post login flow of the identity provider 'provider'",
                () -> realm.admin()
                        .identityProviders()
                        .get(BrokeredUsers.PROVIDER)
                        .update(provider));
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct-grant-app-password", "http-basic-app-password"})
    void aBoundFlowRejectsTheStep(String step) {
        new TestClients(realm)
                .add(
                        "portal",
                        "Portal",
                        null,
                        client -> client.setAuthenticationFlowBindingOverrides(
                                Map.of("browser", new Flows(realm).id(LOGIN_FORM))));
        AuthenticationManagementResource flows = realm.admin().flows();
        // A step is disabled when it is added.
        flows.addExecution(LOGIN_FORM, Map.of("provider", step));
        AuthenticationExecutionInfoRepresentation added = execution(step);
        realm.cleanup().add(r -> r.flows().removeExecution(added.getId()));
        added.setRequirement("ALTERNATIVE");

        assertRejected("the browser flow of the client 'portal'", () -> flows.updateExecutions(LOGIN_FORM, added));

        assertThat(execution(step).getRequirement()).isEqualTo("DISABLED");
    }

    private AuthenticationExecutionInfoRepresentation execution(String step) {
        return realm.admin().flows().getExecutions(LOGIN_FORM).stream()
                .filter(execution -> Objects.equals(step, execution.getProviderId()))
                .findFirst()
                .orElseThrow();
    }

    private static void assertRejected(String use, ThrowingCallable change) {
        assertThatThrownBy(change).isInstanceOf(BadRequestException.class).satisfies(rejection -> {
            Response response = ((BadRequestException) rejection).getResponse();
            assertThat(response.readEntity(String.class))
                    .contains("-app-password', which does not work in " + use)
                    .contains("Remove the step, or use another flow.");
        });
    }
}
