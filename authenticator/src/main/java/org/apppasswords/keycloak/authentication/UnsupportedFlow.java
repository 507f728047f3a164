package org.apppasswords.keycloak.authentication;

import jakarta.ws.rs.core.Response;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.flow.FlowKind;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.apppasswords.keycloak.model.RejectionReason;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.events.Details;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.services.messages.Messages;

/**
 * Handles a flow of a kind that a step does not support. In such a flow, a successful step could lead to a browser
 * session or to the page that sets a new account password. So the step does not check the credentials.
 */
final class UnsupportedFlow {

    private static final ExtensionLog LOG = ExtensionLog.of(UnsupportedFlow.class);

    private UnsupportedFlow() {}

    /**
     * Skips the step if it is an alternative. Otherwise the flow requires the step, and the sign-in is rejected.
     *
     * @param supported the kinds of flows that the step supports, for the log
     */
    static void leave(AuthenticationFlowContext context, String supported) {
        AuthenticationExecutionModel execution = context.getExecution();
        LOG.warnOnce(
                "the step %s of the flow '%s' of realm %s works in %s only, and the flow was run as '%s':"
                        + " remove the step from the flow, or bind another flow there",
                execution.getAuthenticator(),
                flowAlias(context),
                context.getRealm().getName(),
                supported,
                context.getFlowPath());
        if (execution.isAlternative()) {
            context.attempted();
            return;
        }
        if (FlowKind.of(context) == FlowKind.DIRECT_GRANT) {
            context.getEvent().detail(Details.CREDENTIAL_TYPE, AppPasswordCredentialModel.TYPE);
            RejectionResponse.of(RejectionReason.FLOW_NOT_SUPPORTED).send(context);
            return;
        }
        AppPasswordSignIn.of(context).writeRejection(RejectionReason.FLOW_NOT_SUPPORTED);
        context.forceChallenge(context.form()
                .setError(Messages.INTERNAL_SERVER_ERROR)
                .createErrorPage(Response.Status.INTERNAL_SERVER_ERROR));
    }

    private static String flowAlias(AuthenticationFlowContext context) {
        AuthenticationFlowModel flow = context.getRealm()
                .getAuthenticationFlowById(context.getExecution().getParentFlow());
        return flow == null ? "" : flow.getAlias();
    }
}
