package org.apppasswords.keycloak.policy;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.AuthenticatorFactory;
import org.keycloak.authentication.ConfigurableAuthenticatorFactory;
import org.keycloak.authentication.authenticators.browser.UsernameFormFactory;
import org.keycloak.authentication.authenticators.conditional.ConditionalAuthenticatorFactory;
import org.keycloak.authentication.authenticators.conditional.ConditionalUserConfiguredAuthenticatorFactory;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * The second factors that an authentication flow asks for: those of its enabled steps, in enabled flows.
 *
 * <p>Reads a flow as Keycloak runs it ({@code DefaultAuthenticationFlow}): an <em>Alternative</em> step beside a
 * <em>Required</em> or <em>Conditional</em> one has no effect, neither has a conditional flow without a condition, and
 * <em>Condition - user configured</em> looks at the steps beside it. Every other condition, such as a role, a network
 * or a level of authentication, counts as met: the flow then asks for the factor from some users or for some requests.
 */
final class RequestedFactors {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Set<String> factorTypes;

    /** @param factorTypes credential types that are second factors */
    RequestedFactors(KeycloakSession session, RealmModel realm, Set<String> factorTypes) {
        this.session = session;
        this.realm = realm;
        this.factorTypes = factorTypes;
    }

    /** Returns the types of second factor for which the flow has an enabled step. */
    Set<String> in(AuthenticationFlowModel flow) {
        Set<String> types = new HashSet<>();
        steps(flow).forEach(step -> {
            if (step.isAuthenticatorFlow()) {
                subflow(step).map(this::in).ifPresent(types::addAll);
            } else {
                factory(step).map(this::types).ifPresent(types::addAll);
            }
        });
        types.retainAll(factorTypes);
        return types;
    }

    /**
     * Returns whether the flow lets in a user who has these credentials, and proves no more than the account password.
     *
     * @param configured credential types that the user has
     */
    boolean acceptsPasswordAlone(AuthenticationFlowModel flow, Set<String> configured) {
        return ways(flow, configured).contains(FlowEvidence.PASSWORD);
    }

    private Set<FlowEvidence> ways(AuthenticationFlowModel flow, Set<String> configured) {
        List<AuthenticationExecutionModel> steps =
                steps(flow).filter(step -> !isCondition(step)).toList();
        List<AuthenticationExecutionModel> required = steps.stream()
                .filter(step -> step.isRequired() || step.isConditional())
                .toList();
        if (!required.isEmpty()) {
            return required.stream()
                    .map(step -> waysThrough(step, configured))
                    .reduce(EnumSet.of(FlowEvidence.NOTHING), FlowEvidence::sequence);
        }
        Set<FlowEvidence> ways = EnumSet.noneOf(FlowEvidence.class);
        steps.stream()
                .filter(AuthenticationExecutionModel::isAlternative)
                .forEach(step -> ways.addAll(waysThrough(step, configured)));
        return ways;
    }

    private Set<FlowEvidence> waysThrough(AuthenticationExecutionModel step, Set<String> configured) {
        if (!step.isAuthenticatorFlow()) {
            return waysThroughAuthenticator(step, configured);
        }
        return subflow(step)
                .filter(subflow -> !step.isConditional() || canRun(subflow, configured))
                .map(subflow -> ways(subflow, configured))
                .orElse(EnumSet.of(FlowEvidence.NOTHING));
    }

    private boolean canRun(AuthenticationFlowModel conditional, Set<String> configured) {
        List<AuthenticationExecutionModel> conditions =
                steps(conditional).filter(this::isCondition).toList();
        return !conditions.isEmpty()
                && (conditions.stream().noneMatch(RequestedFactors::asksWhetherConfigured)
                        || isConfigured(conditional, configured));
    }

    // As ConditionalUserConfiguredAuthenticator decides it.
    private boolean isConfigured(AuthenticationFlowModel flow, Set<String> configured) {
        List<AuthenticationExecutionModel> steps = steps(flow)
                .filter(step -> !step.isAuthenticatorFlow() && !isCondition(step))
                .toList();
        List<AuthenticationExecutionModel> required =
                steps.stream().filter(AuthenticationExecutionModel::isRequired).toList();
        if (!required.isEmpty()) {
            return required.stream().allMatch(step -> isConfigured(step, configured));
        }
        List<AuthenticationExecutionModel> alternative = steps.stream()
                .filter(AuthenticationExecutionModel::isAlternative)
                .toList();
        return alternative.isEmpty() || alternative.stream().anyMatch(step -> isConfigured(step, configured));
    }

    private boolean isConfigured(AuthenticationExecutionModel step, Set<String> configured) {
        Optional<String> type = factory(step).map(ConfigurableAuthenticatorFactory::getReferenceCategory);
        return type.isEmpty() ? step.isRequired() : configured.contains(type.get());
    }

    private Set<FlowEvidence> waysThroughAuthenticator(AuthenticationExecutionModel step, Set<String> configured) {
        String type = factory(step)
                .filter(factory -> !UsernameFormFactory.PROVIDER_ID.equals(factory.getId()))
                .map(ConfigurableAuthenticatorFactory::getReferenceCategory)
                .orElse("");
        if (factorTypes.contains(type)) {
            // Keycloak makes users set up a required factor that they do not have.
            return step.isRequired() || configured.contains(type)
                    ? EnumSet.of(FlowEvidence.SECOND_FACTOR)
                    : EnumSet.noneOf(FlowEvidence.class);
        }
        if (type.equals(PasswordCredentialModel.TYPE)) {
            return configured.contains(type) ? EnumSet.of(FlowEvidence.PASSWORD) : EnumSet.noneOf(FlowEvidence.class);
        }
        // An alternative that is not a password, such as a cookie, an identity provider or a step of another extension,
        // does not make the password sufficient.
        return step.isRequired() ? EnumSet.of(FlowEvidence.NOTHING) : EnumSet.noneOf(FlowEvidence.class);
    }

    private Stream<AuthenticationExecutionModel> steps(AuthenticationFlowModel flow) {
        return realm.getAuthenticationExecutionsStream(flow.getId()).filter(step -> !step.isDisabled());
    }

    private Optional<AuthenticationFlowModel> subflow(AuthenticationExecutionModel step) {
        return Optional.ofNullable(realm.getAuthenticationFlowById(step.getFlowId()));
    }

    private boolean isCondition(AuthenticationExecutionModel step) {
        return !step.isAuthenticatorFlow()
                && factory(step)
                        .filter(ConditionalAuthenticatorFactory.class::isInstance)
                        .isPresent();
    }

    private static boolean asksWhetherConfigured(AuthenticationExecutionModel condition) {
        return ConditionalUserConfiguredAuthenticatorFactory.PROVIDER_ID.equals(condition.getAuthenticator());
    }

    // A form that also accepts passkeys has their type as an optional one.
    private Set<String> types(AuthenticatorFactory factory) {
        Set<String> types = new HashSet<>(factory.getOptionalReferenceCategories(session));
        if (factory.getReferenceCategory() != null) {
            types.add(factory.getReferenceCategory());
        }
        return types;
    }

    private Optional<AuthenticatorFactory> factory(AuthenticationExecutionModel step) {
        return Optional.ofNullable((AuthenticatorFactory)
                session.getKeycloakSessionFactory().getProviderFactory(Authenticator.class, step.getAuthenticator()));
    }
}
