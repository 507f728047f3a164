package org.apppasswords.keycloak.verify;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.apppasswords.keycloak.authentication.BasicCredentials;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Answers bridges, and reverse proxies such as nginx with {@code auth_request}: a proxy passes on the {@code
 * Authorization} header of a request and learns whose it is, or that the program has to send another. Described in
 * {@code docs/openapi.yaml}.
 *
 * <p>The proxy is a bridge like any other: a confidential client whose direct-grant flow runs. It gets an answer in place
 * of a token, and no user session is made.
 */
public final class VerifyResource {

    private final KeycloakSession session;
    private final RealmModel realm;

    public VerifyResource(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /** What proxies ask with, whatever the method of the request that they got. HEAD comes here too. */
    @GET
    public Response get() {
        return answer();
    }

    /** The same; a body is not read. */
    @POST
    public Response post() {
        return answer();
    }

    private Response answer() {
        try {
            requireSsl();
            requireEnabledRealm();
            HttpRequest request = session.getContext().getHttpRequest();
            EventBuilder event =
                    new EventBuilder(realm, session, session.getContext().getConnection()).event(EventType.LOGIN);
            ClientModel client = new ProxyClient(session, event).authenticate(DirectGrantRequest.ofClient(request));
            Optional<BasicCredentials> credentials =
                    BasicCredentials.read(request.getHttpHeaders().getRequestHeader(HttpHeaders.AUTHORIZATION));
            return VerifyAnswers.accepted(
                    new DirectGrantFlow(session, event, client).run(request, credentials), request.getHttpHeaders());
        } catch (Refused refused) {
            return refused.response(realm);
        }
    }

    // As the token endpoint does.
    private void requireSsl() {
        boolean encrypted =
                "https".equals(session.getContext().getUri().getBaseUri().getScheme());
        if (!encrypted && realm.getSslRequired().isRequired(session.getContext().getConnection())) {
            throw Refused.httpsRequired();
        }
    }

    private void requireEnabledRealm() {
        if (!realm.isEnabled()) {
            throw Refused.realmDisabled();
        }
    }
}
