package org.apppasswords.keycloak.realmconfig;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.keycloak.authentication.DirectGrantAppPasswordAuthenticatorFactory;
import org.apppasswords.keycloak.compatibility.FlowRemoval;
import org.apppasswords.keycloak.policy.AcceptingStep;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.keycloak.authentication.RequiredActionFactory;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionProviderModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.utils.RequiredActionHelper;

/** The parts of a realm that app passwords need: the required action and a direct-grant flow. */
public final class RealmParts {

    /** Alias of the flow that provisioning creates. */
    public static final String FLOW_ALIAS = "app password direct grant";

    public static final String REQUIRED_ACTION = "requiredAction";
    public static final String FLOW = "flow";

    public static final String ABSENT = "absent";
    public static final String PRESENT = "present";
    public static final String ENABLED = "enabled";
    public static final String DISABLED = "disabled";

    /** Type of the flows that can be bound to direct grants. */
    static final String BASIC_FLOW = "basic-flow";

    private static final Set<String> STATES = Set.of(ABSENT, PRESENT, ENABLED, DISABLED);

    private static final String FLOW_DESCRIPTION =
            "Signs in a program that can only send a user name and an app password";
    private static final int PRIORITY = 10;

    private final KeycloakSession session;
    private final RealmModel realm;

    public RealmParts(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /** Returns whether a part of a realm can be in this state. */
    public static boolean isState(Object value) {
        return value instanceof String state && STATES.contains(state);
    }

    /** Returns {@link #ABSENT}, {@link #DISABLED} or {@link #ENABLED}. */
    public String requiredAction() {
        return action().map(action -> action.isEnabled() ? ENABLED : DISABLED).orElse(ABSENT);
    }

    public void enableRequiredAction() {
        Optional<RequiredActionProviderModel> present = action();
        if (present.isPresent()) {
            setEnabled(present.get(), true);
        } else {
            realm.addRequiredActionProvider(newAction());
        }
    }

    public void disableRequiredAction() {
        action().ifPresent(action -> setEnabled(action, false));
    }

    /** Returns whether an administrator has set the policy, which is stored in the required action. */
    public boolean hasPolicy() {
        return action().map(RequiredActionProviderModel::getConfig)
                .filter(config -> !config.isEmpty())
                .isPresent();
    }

    public void removeRequiredAction() {
        action().ifPresent(realm::removeRequiredActionProvider);
    }

    /** Returns {@link #ABSENT} or {@link #PRESENT}. */
    public String flow() {
        return flowModel() == null ? ABSENT : PRESENT;
    }

    /** Returns whether the flow with our alias accepts app passwords; true if it does not exist. */
    public boolean flowIsOurs() {
        AuthenticationFlowModel flow = flowModel();
        return flow == null || (flow.isTopLevel() && AcceptingStep.DIRECT_GRANT.isIn(realm, flow));
    }

    public boolean flowIsUsed() {
        return KeycloakModelUtils.isFlowUsed(session, realm, flowModel());
    }

    public void addFlow() {
        AuthenticationFlowModel flow = new AuthenticationFlowModel();
        flow.setAlias(FLOW_ALIAS);
        flow.setDescription(FLOW_DESCRIPTION);
        flow.setProviderId(BASIC_FLOW);
        flow.setTopLevel(true);
        flow.setBuiltIn(false);
        AuthenticationExecutionModel execution = new AuthenticationExecutionModel();
        execution.setParentFlow(realm.addAuthenticationFlow(flow).getId());
        execution.setAuthenticator(DirectGrantAppPasswordAuthenticatorFactory.PROVIDER_ID);
        execution.setRequirement(AuthenticationExecutionModel.Requirement.REQUIRED);
        execution.setPriority(PRIORITY);
        execution.setAuthenticatorFlow(false);
        realm.addAuthenticatorExecution(execution);
    }

    public void removeFlow() {
        FlowRemoval.remove(realm, flowModel());
    }

    /** Returns the client scopes that a bridge needs, as far as the realm has them. */
    public List<String> bridgeScopes() {
        List<String> needed = List.of("basic", "acr", "profile", "email");
        return realm.getClientScopesStream()
                .filter(scope -> OIDCLoginProtocol.LOGIN_PROTOCOL.equals(scope.getProtocol()))
                .map(scope -> scope.getName())
                .filter(needed::contains)
                .toList();
    }

    private AuthenticationFlowModel flowModel() {
        return realm.getFlowByAlias(FLOW_ALIAS);
    }

    private Optional<RequiredActionProviderModel> action() {
        return Optional.ofNullable(
                RequiredActionHelper.getRequiredActionByProviderId(realm, AppPasswordPolicy.REQUIRED_ACTION));
    }

    private void setEnabled(RequiredActionProviderModel action, boolean enabled) {
        action.setEnabled(enabled);
        realm.updateRequiredActionProvider(action);
    }

    private RequiredActionProviderModel newAction() {
        RequiredActionProviderModel action = new RequiredActionProviderModel();
        action.setAlias(AppPasswordPolicy.REQUIRED_ACTION);
        action.setProviderId(AppPasswordPolicy.REQUIRED_ACTION);
        action.setName(actionName());
        action.setEnabled(true);
        action.setDefaultAction(false);
        action.setPriority(realm.getRequiredActionProvidersStream()
                        .mapToInt(RequiredActionProviderModel::getPriority)
                        .max()
                        .orElse(0)
                + PRIORITY);
        action.setConfig(Map.of());
        return action;
    }

    private String actionName() {
        return session.getKeycloakSessionFactory()
                                .getProviderFactory(RequiredActionProvider.class, AppPasswordPolicy.REQUIRED_ACTION)
                        instanceof RequiredActionFactory factory
                ? factory.getDisplayText()
                : AppPasswordPolicy.REQUIRED_ACTION;
    }
}
