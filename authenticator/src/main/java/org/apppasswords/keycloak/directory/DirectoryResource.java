package org.apppasswords.keycloak.directory;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.function.BiFunction;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.federation.UserDirectories;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.apppasswords.keycloak.metrics.Meters;
import org.apppasswords.keycloak.rest.Answers;
import org.apppasswords.keycloak.rest.ErrorResponse;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;

/**
 * The users and groups of the realm for bridges, such as one that serves them by LDAP. The client of a service
 * authenticates itself as at the token endpoint, and receives what its own mappers release. Described in {@code
 * docs/openapi.yaml}.
 *
 * <p>Requests do not write events: a bridge asks for every message that arrives. Metrics count them.
 */
public final class DirectoryResource {

    private static final ExtensionLog LOG = ExtensionLog.of(DirectoryResource.class);

    private final KeycloakSession session;

    public DirectoryResource(KeycloakSession session) {
        this.session = session;
    }

    /** Returns one user, or a page of users. */
    @GET
    @Path("users")
    @Produces(MediaType.APPLICATION_JSON)
    public Response users() {
        return answer((call, query) -> new UsersAnswer(call).to(query));
    }

    /** Returns one group, the groups of one user, or a page of groups. */
    @GET
    @Path("groups")
    @Produces(MediaType.APPLICATION_JSON)
    public Response groups() {
        return answer((call, query) -> new GroupsAnswer(call).to(query));
    }

    private Response answer(BiFunction<DirectoryCall, MultivaluedMap<String, String>, Object> request) {
        // An ID that is not authenticated is not a label: anyone could fill the registry with them.
        String clientId = "";
        try {
            ClientModel client = DirectoryCall.authenticate(session);
            clientId = client.getClientId();
            Response answer = Answers.ok(request.apply(
                    DirectoryCall.of(session, client),
                    session.getContext().getUri().getQueryParameters()));
            count(clientId, "answered");
            return answer;
        } catch (ApiError error) {
            return rejected(clientId, error);
        } catch (RuntimeException e) {
            if (!isTemporary(e)) {
                throw e;
            }
            LOG.warn(e, "a user directory or the database does not respond");
            return rejected(clientId, new ApiError(ErrorCode.BUSY, UserLookups.NO_RESPONSE));
        }
    }

    // A mapper of the client may wrap the exception.
    private boolean isTemporary(RuntimeException e) {
        return UserDirectories.isNoResponse(e)
                || new UserDirectories(session, session.getContext().getRealm()).isAnyUnavailable();
    }

    private Response rejected(String clientId, ApiError error) {
        count(clientId, error.error());
        return ErrorResponse.of(error);
    }

    private void count(String clientId, String outcome) {
        new Meters(session.getContext().getRealm().getName()).directoryRequested(clientId, outcome);
    }
}
