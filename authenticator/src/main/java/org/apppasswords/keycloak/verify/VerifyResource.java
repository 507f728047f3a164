package org.apppasswords.keycloak.verify;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.apppasswords.keycloak.authentication.BasicCredentials;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Verifies HTTP Basic credentials for bridges, and for reverse proxies such as nginx with {@code auth_request}: a proxy
 * passes on the {@code Authorization} header of a request, and the response names the user or rejects the credentials.
 * Described in {@code docs/openapi.yaml}.
 *
 * <p>The proxy is a bridge like any other: a confidential client whose direct-grant flow runs. It does not get a token,
 * and no user session is created.
 */
public final class VerifyResource {

    private final KeycloakSession session;
    private final RealmModel realm;

    public VerifyResource(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /** The method that proxies use, whatever the method of the request that they check. Also handles HEAD. */
    @GET
    public Response get() {
        return answer();
    }

    /** The same as {@link #get}. The body is not read. */
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
        } catch (ApiError error) {
            return VerifyAnswers.rejected(realm, error);
        }
    }

    // As the token endpoint does.
    private void requireSsl() {
        boolean encrypted =
                "https".equals(session.getContext().getUri().getBaseUri().getScheme());
        if (!encrypted && realm.getSslRequired().isRequired(session.getContext().getConnection())) {
            throw ApiError.relayed(ErrorCode.ACCESS_DENIED, OAuthErrorException.INVALID_REQUEST, "HTTPS required");
        }
    }

    private void requireEnabledRealm() {
        if (!realm.isEnabled()) {
            throw ApiError.accessDenied("Realm not enabled");
        }
    }
}
