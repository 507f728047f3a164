package org.apppasswords.keycloak.events;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apppasswords.keycloak.policy.AcceptingStep;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.AuthenticationFlowBindings;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.IdentityProviderStorageProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.DefaultAuthenticationFlows;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Rejects changes that put one of our steps where it does not work: binding a flow with the step elsewhere, and adding
 * the step to a flow that is already bound. This only helps administrators; the steps themselves reject every sign-in
 * there.
 *
 * <p>A misplaced step from before the change, from an import for example, does not prevent other changes.
 */
final class FlowPlacementCheck implements AdminEventReaction {

    /**
     * A use of a flow.
     *
     * @param use the use in words, for the error message
     * @param owner ID of the client or identity provider that the flow is bound to; empty for the realm
     * @param ownerName the owner in words, for the error message
     * @param flowId ID of the flow; may be {@code null}
     * @param supported the only one of our steps that works there; empty if none works
     */
    private record Binding(
            String use, String owner, String ownerName, String flowId, Optional<AcceptingStep> supported) {

        static Binding ofRealm(String use, AuthenticationFlowModel flow, Optional<AcceptingStep> supported) {
            return new Binding(use, "", "", flow == null ? null : flow.getId(), supported);
        }

        Stream<Misplacement> misplacements(RealmModel realm) {
            AuthenticationFlowModel flow = flowId == null ? null : realm.getAuthenticationFlowById(flowId);
            return Arrays.stream(AcceptingStep.values())
                    .filter(step -> flow != null && !supported.equals(Optional.of(step)) && step.isIn(realm, flow))
                    .map(step -> new Misplacement(use, owner, flowId, step, """
                            The flow '%s' contains the step '%s', which does not work in %s. \
                            Remove the step, or use another flow.""".formatted(
                                    flow.getAlias(), step.providerId(), use + ownerName)));
        }
    }

    /** A step in a flow where it does not work. The names of flow and owner may change. */
    private record Misplacement(String use, String owner, String flowId, AcceptingStep step, String text) {

        boolean isSameAs(Misplacement other) {
            return use.equals(other.use)
                    && owner.equals(other.owner)
                    && flowId.equals(other.flowId)
                    && step == other.step;
        }
    }

    /** Never set. Removing it makes Keycloak read the realm past its cache. */
    private static final String NO_ATTRIBUTE = "app-passwords.none";

    /** Provider ID of Keycloak's identity provider store behind the cache. */
    private static final String UNCACHED = "jpa";

    private final KeycloakSession session;
    private final IdentityProviderStorageProvider identityProviders;

    // Reads past the cache, which would keep an identity provider whose creation is rejected.
    FlowPlacementCheck(KeycloakSession session) {
        this.session = session;
        this.identityProviders = session.getProvider(IdentityProviderStorageProvider.class, UNCACHED);
    }

    @Override
    public void react(RealmModel realm, AdminEvent event) {
        if ((event.getOperationType() != OperationType.CREATE && event.getOperationType() != OperationType.UPDATE)
                || event.getResourceType() == null) {
            return;
        }
        List<Misplacement> misplacements = misplacements(realm, event);
        if (!misplacements.isEmpty()) {
            List<Misplacement> before = before(realm.getId(), event);
            misplacements.stream()
                    .filter(misplacement -> before.stream().noneMatch(misplacement::isSameAs))
                    .findFirst()
                    .ifPresent(misplacement -> RejectedChange.beforeCommit(session, misplacement.text()));
        }
    }

    // A separate transaction sees the committed realm, without the change. The caches may already have the change,
    // because Keycloak changes cached models in place.
    private List<Misplacement> before(String realmId, AdminEvent event) {
        return KeycloakModelUtils.runJobInTransactionWithResult(session.getKeycloakSessionFactory(), inner -> {
            RealmModel realm = inner.realms().getRealm(realmId);
            inner.getContext().setRealm(realm);
            inner.getTransactionManager().setRollbackOnly();
            realm.removeAttribute(NO_ATTRIBUTE);
            return new FlowPlacementCheck(inner).misplacements(realm, event);
        });
    }

    private List<Misplacement> misplacements(RealmModel realm, AdminEvent event) {
        Stream<Binding> bindings = switch (event.getResourceType()) {
            case REALM -> ofRealm(realm);
            case CLIENT -> ofClient(realm.getClientById(lastSegment(event)));
            case IDENTITY_PROVIDER -> ofIdentityProvider(lastSegment(event));
            case AUTH_FLOW, AUTH_EXECUTION, AUTH_EXECUTION_FLOW -> all(realm);
            default -> Stream.empty();
        };
        return bindings.flatMap(binding -> binding.misplacements(realm)).toList();
    }

    private static String lastSegment(AdminEvent event) {
        String path = event.getResourcePath();
        return path == null ? "" : path.substring(path.lastIndexOf('/') + 1);
    }

    private static Stream<Binding> ofRealm(RealmModel realm) {
        return Stream.of(
                Binding.ofRealm("the browser flow", realm.getBrowserFlow(), Optional.empty()),
                Binding.ofRealm("the registration flow", realm.getRegistrationFlow(), Optional.empty()),
                Binding.ofRealm("the reset credentials flow", realm.getResetCredentialsFlow(), Optional.empty()),
                Binding.ofRealm("the first broker login flow", realm.getFirstBrokerLoginFlow(), Optional.empty()),
                Binding.ofRealm(
                        "the direct grant flow", realm.getDirectGrantFlow(), Optional.of(AcceptingStep.DIRECT_GRANT)),
                Binding.ofRealm(
                        "the Docker flow", realm.getDockerAuthenticationFlow(), Optional.of(AcceptingStep.HTTP_BASIC)),
                Binding.ofRealm(
                        "SAML ECP",
                        realm.getFlowByAlias(DefaultAuthenticationFlows.SAML_ECP_FLOW),
                        Optional.of(AcceptingStep.HTTP_BASIC)));
    }

    private static Stream<Binding> ofClient(ClientModel client) {
        if (client == null) {
            return Stream.empty();
        }
        String name = " of the client '" + client.getClientId() + "'";
        return Stream.of(
                new Binding(
                        "the browser flow",
                        client.getId(),
                        name,
                        client.getAuthenticationFlowBindingOverride(AuthenticationFlowBindings.BROWSER_BINDING),
                        Optional.empty()),
                new Binding(
                        "the direct grant flow",
                        client.getId(),
                        name,
                        client.getAuthenticationFlowBindingOverride(AuthenticationFlowBindings.DIRECT_GRANT_BINDING),
                        Optional.of(AcceptingStep.DIRECT_GRANT)));
    }

    private Stream<Binding> ofIdentityProvider(String alias) {
        IdentityProviderModel provider = identityProviders.getByAlias(alias);
        if (provider == null) {
            return Stream.empty();
        }
        String id = provider.getInternalId();
        String name = " of the identity provider '" + alias + "'";
        return Stream.of(
                new Binding("the first login flow", id, name, provider.getFirstBrokerLoginFlowId(), Optional.empty()),
                new Binding("the post login flow", id, name, provider.getPostBrokerLoginFlowId(), Optional.empty()));
    }

    // One client or identity provider for each flow is enough to reject a change of the flow.
    private Stream<Binding> all(RealmModel realm) {
        List<String> flowIds = realm.getAuthenticationFlowsStream()
                .filter(AuthenticationFlowModel::isTopLevel)
                .filter(flow -> Arrays.stream(AcceptingStep.values()).anyMatch(step -> step.isIn(realm, flow)))
                .map(AuthenticationFlowModel::getId)
                .toList();
        Stream<Binding> clients = flowIds.stream()
                .flatMap(flowId -> Stream.of(
                                AuthenticationFlowBindings.BROWSER_BINDING,
                                AuthenticationFlowBindings.DIRECT_GRANT_BINDING)
                        .flatMap(binding -> session.clients()
                                .searchClientsByAuthenticationFlowBindingOverrides(
                                        realm, Map.of(binding, flowId), 0, 1)))
                .flatMap(FlowPlacementCheck::ofClient);
        Stream<Binding> providers = flowIds.stream()
                .flatMap(flowId -> identityProviders.getByFlow(flowId, null, 0, 1))
                .flatMap(this::ofIdentityProvider);
        return Stream.of(ofRealm(realm), clients, providers).flatMap(bindings -> bindings);
    }
}
