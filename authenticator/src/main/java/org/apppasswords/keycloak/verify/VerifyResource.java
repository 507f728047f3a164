package org.apppasswords.keycloak.verify;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apppasswords.keycloak.authentication.BasicCredentials;
import org.apppasswords.keycloak.bridge.BridgeClient;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.userinfo.UserInfoClaims;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Verifies a user's name and app password for bridges, and names the user. Described in {@code docs/openapi.yaml}.
 *
 * <p>The bridge is a confidential client whose direct-grant flow runs. It does not get a token, and no user session is
 * created. There are two forms:
 *
 * <ul>
 *   <li>Reverse proxies such as nginx with {@code auth_request} pass on the {@code Authorization} header of a request,
 *       and send their own credentials in {@value ClientCredentials#PROXY_HEADER}. They get a status and a header.
 *   <li>Programs send the user's credentials in the body, and their own as at the token endpoint. They get JSON, or
 *       the name as plain text.
 * </ul>
 */
public final class VerifyResource {

    private static final String UNAUTHENTICATED =
            "The credentials of the client are missing or wrong. A proxy sends them" + " in the header "
                    + ClientCredentials.PROXY_HEADER + ", a program in Authorization or in the form";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final BridgeClient bridge;

    public VerifyResource(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.bridge = new BridgeClient(session);
    }

    /** The method that proxies use, whatever the method of the request that they check. Also handles HEAD. */
    @GET
    public Response get() {
        return answer(this::verifyForProxy);
    }

    /** The method of programs. For a proxy, the same as {@link #get}; the body is not read then. */
    @POST
    public Response post(InputStream body) {
        HttpHeaders headers = session.getContext().getHttpRequest().getHttpHeaders();
        return answer(ProgramRequest.isOfProgram(headers) ? () -> verifyForProgram(body) : this::verifyForProxy);
    }

    private Response answer(Supplier<Response> verification) {
        try {
            bridge.requireUsableRealm();
            return verification.get();
        } catch (ApiError error) {
            return VerifyAnswers.rejected(realm, error);
        }
    }

    private Response verifyForProxy() {
        HttpHeaders headers = session.getContext().getHttpRequest().getHttpHeaders();
        Optional<BasicCredentials> user = BasicCredentials.read(headers.getRequestHeader(HttpHeaders.AUTHORIZATION));
        AcceptedSignIn signIn = run(
                ClientCredentials.ofProxy(headers),
                client -> user.map(credentials -> client.withUser(credentials.username(), credentials.password())));
        return VerifyAnswers.acceptedForProxy(signIn.user(), headers);
    }

    private Response verifyForProgram(InputStream body) {
        ProgramRequest request = ProgramRequest.read(session, body);
        AcceptedSignIn signIn =
                run(request.client(), client -> Optional.of(client.withUser(request.username(), request.password())));
        return VerifyAnswers.acceptedForProgram(
                signIn,
                request.wantsUserinfo()
                        ? Optional.of(
                                new UserInfoClaims(session, session.getContext().getClient())
                                        .of(signIn.user(), signIn.sessionNotes()))
                        : Optional.empty(),
                session.getContext().getHttpRequest().getHttpHeaders());
    }

    private AcceptedSignIn run(
            ClientCredentials credentials, Function<DirectGrantRequest, Optional<DirectGrantRequest>> addUser) {
        EventBuilder event =
                new EventBuilder(realm, session, session.getContext().getConnection()).event(EventType.LOGIN);
        DirectGrantRequest request = DirectGrantRequest.of(session.getContext().getHttpRequest(), credentials);
        ClientModel client = bridge.authenticate(event, request, UNAUTHENTICATED);
        return new DirectGrantFlow(session, event, client).run(addUser.apply(request));
    }
}
