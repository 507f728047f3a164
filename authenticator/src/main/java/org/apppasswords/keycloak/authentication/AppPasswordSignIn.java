package org.apppasswords.keycloak.authentication;

import java.util.Optional;
import org.apppasswords.keycloak.credential.AppPasswordCredentialModel;
import org.apppasswords.keycloak.flow.ClientAddress;
import org.apppasswords.keycloak.flow.ClientProtocol;
import org.apppasswords.keycloak.model.RejectionReason;
import org.apppasswords.keycloak.service.EventText;
import org.apppasswords.keycloak.service.Verification;
import org.apppasswords.keycloak.service.VerificationResult;
import org.apppasswords.keycloak.token.AppPasswordSession;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.authenticators.browser.AbstractUsernameFormAuthenticator;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;

/**
 * The parts of a sign-in that do not depend on the protocol: its event, and what follows when it is accepted.
 *
 * @param address of the program that signs in; empty if unknown
 */
record AppPasswordSignIn(AuthenticationFlowContext context, Optional<String> address) {

    /** Event detail: the address of the program that signs in, if known. */
    private static final String ADDRESS_DETAIL = "app_password_address";

    /** Event detail: the protocol of that program, if the bridge sends it. */
    private static final String PROTOCOL_DETAIL = "app_password_protocol";

    static AppPasswordSignIn of(AuthenticationFlowContext context) {
        return new AppPasswordSignIn(context, ClientAddress.of(context));
    }

    Verification verification() {
        return new Verification(
                context.getSession(),
                context.getRealm(),
                context.getAuthenticationSession().getClient(),
                ClientAddress.forDecision(context, address));
    }

    /** Writes what is known of the request into the event. */
    void describeRequest(Optional<String> username) {
        EventBuilder event = describeType();
        address.ifPresent(known -> event.detail(ADDRESS_DETAIL, known));
        ClientProtocol.of(context).ifPresent(protocol -> event.detail(PROTOCOL_DETAIL, protocol));
        username.ifPresent(name -> {
            event.detail(Details.USERNAME, EventText.of(context.getSession(), name));
            context.getAuthenticationSession().setAuthNote(AbstractUsernameFormAuthenticator.ATTEMPTED_USERNAME, name);
        });
    }

    /** Completes the sign-in. Marks its session, so that the session and its tokens stay restricted. */
    void accept(Verification verification, VerificationResult accepted) {
        describe(accepted);
        AppPasswordCredentialModel credential = accepted.credential().orElseThrow();
        AppPasswordSession.mark(context.getAuthenticationSession(), credential.getId(), credential.name());
        context.setUser(accepted.user());
        context.success(AppPasswordCredentialModel.TYPE);
        verification.recordUsage(accepted, address);
    }

    /** Writes the user and the matching app password into the event, if known. */
    void describe(VerificationResult result) {
        EventBuilder event = context.getEvent();
        if (result.user() != null) {
            event.user(result.user());
        }
        result.credential()
                .ifPresent(credential -> event.detail(Details.CREDENTIAL_ID, credential.getId())
                        .detail(Details.CREDENTIAL_USER_LABEL, EventText.of(context.getSession(), credential.name())));
    }

    /** Writes the event of a rejected sign-in. The caller sends the response. */
    void writeRejection(RejectionReason reason) {
        describeType().detail(Details.REASON, reason.code()).error(RejectionResponse.eventError(reason));
    }

    private EventBuilder describeType() {
        return context.getEvent().detail(Details.CREDENTIAL_TYPE, AppPasswordCredentialModel.TYPE);
    }
}
