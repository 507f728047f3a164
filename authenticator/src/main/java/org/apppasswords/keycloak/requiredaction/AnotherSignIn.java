package org.apppasswords.keycloak.requiredaction;

import jakarta.ws.rs.core.Response;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.models.Constants;
import org.keycloak.protocol.AuthorizationEndpointBase;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.services.util.AuthenticationFlowURLHelper;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Another sign-in that leads back to the creation page, for users who signed in too long ago or without the second
 * factor. Starts the flow of the authentication session over, without single sign-on.
 */
final class AnotherSignIn {

    private final RequiredActionContext context;
    private final AuthenticationSessionModel authSession;

    AnotherSignIn(RequiredActionContext context) {
        this.context = context;
        this.authSession = context.getAuthenticationSession();
    }

    /** Returns whether another sign-in helps, and can be started here. */
    boolean resolves(ErrorCode blocker) {
        return (blocker == ErrorCode.REAUTHENTICATION_REQUIRED || blocker == ErrorCode.SECOND_FACTOR_NOT_USED)
                && OIDCLoginProtocol.LOGIN_PROTOCOL.equals(authSession.getProtocol())
                && authSession.getClientNote(AuthorizationEndpointBase.APP_INITIATED_FLOW) == null;
    }

    /** Starts the sign-in. Forgets the user and everything that the session has proved. */
    Response start() {
        AuthenticationProcessor.resetFlow(authSession, LoginActionsService.AUTHENTICATE_PATH);
        authSession.setClientNote(OIDCLoginProtocol.PROMPT_PARAM, OIDCLoginProtocol.PROMPT_VALUE_LOGIN);
        authSession.setClientNote(Constants.KC_ACTION, AppPasswordPolicy.REQUIRED_ACTION);
        return Response.seeOther(
                        new AuthenticationFlowURLHelper(context.getSession(), context.getRealm(), context.getUriInfo())
                                .getLastExecutionUrl(
                                        LoginActionsService.AUTHENTICATE_PATH,
                                        null,
                                        authSession.getClient().getClientId(),
                                        authSession.getTabId(),
                                        AuthenticationProcessor.getClientData(context.getSession(), authSession)))
                .build();
    }
}
