package org.apppasswords.keycloak.account;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.function.Function;
import org.apppasswords.keycloak.autoconfig.AutoconfigCache;
import org.apppasswords.keycloak.autoconfig.AutoconfigResource;
import org.apppasswords.keycloak.compatibility.RequestOrigin;
import org.apppasswords.keycloak.connection.ConnectionSettings;
import org.apppasswords.keycloak.connection.Connections;
import org.apppasswords.keycloak.directory.DirectoryResource;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.localization.RealmTexts;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.model.CreatedAppPassword;
import org.apppasswords.keycloak.rest.Answers;
import org.apppasswords.keycloak.rest.AppPasswordJson;
import org.apppasswords.keycloak.rest.ContentType;
import org.apppasswords.keycloak.rest.ErrorResponse;
import org.apppasswords.keycloak.rest.Required;
import org.apppasswords.keycloak.rest.StrictJson;
import org.apppasswords.keycloak.service.AppPasswords;
import org.apppasswords.keycloak.service.CreationBlocker;
import org.apppasswords.keycloak.token.PersistentSession;
import org.apppasswords.keycloak.verify.VerifyResource;
import org.keycloak.models.AccountRoles;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.cors.Cors;

/**
 * The app passwords of the user whose access token authenticates the request. Described in {@code docs/openapi.yaml}.
 * {@link Caller} checks the token.
 */
public final class AppPasswordsResource {

    private static final String[] METHODS = {"GET", "POST", "PATCH", "DELETE"};

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AutoconfigCache autoconfigCache;

    AppPasswordsResource(KeycloakSession session, AutoconfigCache autoconfigCache) {
        this.session = session;
        this.autoconfigCache = autoconfigCache;
        this.realm = session.getContext().getRealm();
    }

    /** Returns the user's app passwords, what the realm allows, and the services to choose from. */
    @GET
    @Path("")
    @Produces(MediaType.APPLICATION_JSON)
    public Response list() {
        return answer(caller -> {
            caller.requireOneOf(AccountRoles.VIEW_PROFILE, AccountRoles.MANAGE_ACCOUNT);
            return Answers.ok(Overview.of(session, caller, appPasswords()));
        });
    }

    /** Creates an app password. Only this response contains it. */
    @POST
    @Path("")
    @Produces(MediaType.APPLICATION_JSON)
    public Response create(InputStream body) {
        return answer(caller -> {
            caller.requireOneOf(AccountRoles.MANAGE_ACCOUNT);
            ContentType.requireJson(session);
            AppPasswords appPasswords = appPasswords();
            TokenAuthenticationContext signIn = new TokenAuthenticationContext(session, caller);
            CreationBlocker.find(signIn, appPasswords, caller.user())
                    .filter(blocker -> blocker != ErrorCode.LIMIT_REACHED)
                    .ifPresent(blocker -> {
                        throw signIn.error(blocker);
                    });
            // At the limit, an invalid body is reported first.
            CreateRequest request = StrictJson.readBody(body, CreateRequest.class);
            CreatedAppPassword created = appPasswords.create(
                    caller.user(),
                    request.toNewAppPassword(appPasswords.policy()),
                    request.submission(),
                    caller.event());
            return Answers.created(
                    AppPasswordJson.withSecret(created, connectionSettings(appPasswords, created, caller.user())));
        });
    }

    /** Renames an app password. */
    @PATCH
    @Path("{id}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response rename(@PathParam("id") String id, InputStream body) {
        return answer(caller -> {
            caller.requireOneOf(AccountRoles.MANAGE_ACCOUNT);
            ContentType.requireJson(session);
            String name = StrictJson.readBody(body, RenameRequest.class).name();
            AppPasswordEntry renamed = appPasswords().rename(caller.user(), id, name, caller.event());
            return Answers.ok(AppPasswordJson.of(renamed));
        });
    }

    /** Revokes an app password. */
    @DELETE
    @Path("{id}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response revoke(@PathParam("id") String id) {
        return answer(caller -> {
            caller.requireOneOf(AccountRoles.MANAGE_ACCOUNT);
            try {
                appPasswords().revoke(caller.user(), id, caller.event());
            } catch (ApiError error) {
                if (error.code() == ErrorCode.NOT_FOUND) {
                    PersistentSession.endOrphansAfterCommit(session, caller.user());
                }
                throw error;
            }
            return Answers.nothing();
        });
    }

    /** Revokes all of the user's app passwords. */
    @DELETE
    @Path("")
    @Produces(MediaType.APPLICATION_JSON)
    public Response revokeAll() {
        return answer(caller -> {
            caller.requireOneOf(AccountRoles.MANAGE_ACCOUNT);
            List<AppPasswordEntry> revoked = appPasswords().revokeAll(caller.user(), caller.event());
            PersistentSession.endOrphansAfterCommit(session, caller.user());
            return Answers.ok(new Revoked(revoked.size()));
        });
    }

    /** Checks credentials of HTTP Basic, for reverse proxies. */
    @Path("verify")
    public VerifyResource verify() {
        return new VerifyResource(session);
    }

    /** Returns users and groups to bridges. */
    @Path("directory")
    public DirectoryResource directory() {
        return new DirectoryResource(session);
    }

    /** Returns settings to mail programs, without a sign-in. */
    @Path("autoconfig/mail/config-v1.1.xml")
    public AutoconfigResource autoconfig() {
        return new AutoconfigResource(session, autoconfigCache);
    }

    /** Answers preflight requests (CORS). */
    @OPTIONS
    @Path("{any:.*}")
    public Response preflight() {
        return Cors.builder().auth().allowedMethods(METHODS).preflight().add(Response.ok());
    }

    private Response answer(Function<Caller, Response> call) {
        return ErrorResponse.orElse(() -> {
            Caller caller = Caller.authenticate(session);
            // Before the other checks, so that a script of the application can read their errors.
            allowOrigin(caller.token());
            caller.requireApplication();
            return call.apply(caller);
        });
    }

    private void allowOrigin(AccessToken token) {
        switch (RequestOrigin.of(session, token)) {
            // RequestOrigin has checked the origin.
            case ALLOWED ->
                Cors.builder()
                        .allowAllOrigins()
                        .allowedMethods(METHODS)
                        .exposedHeaders(Answers.CHALLENGE_HEADER, HttpHeaders.RETRY_AFTER)
                        .auth()
                        .add();
            case FOREIGN -> throw ApiError.accessDenied("The origin is not one of the application's web origins.");
            case OWN -> {
                // A request from the same origin does not need CORS.
            }
        }
    }

    private ConnectionSettings connectionSettings(
            AppPasswords appPasswords, CreatedAppPassword created, UserModel user) {
        RealmTexts texts = RealmTexts.ofRequest(session, realm, user);
        return new Connections(session, realm, texts, appPasswords.services(user, texts)).settings(created, user);
    }

    private AppPasswords appPasswords() {
        return new AppPasswords(session, realm);
    }

    private record RenameRequest(@Required String name) {}

    /** @param revoked number of revoked app passwords */
    private record Revoked(int revoked) {}
}
