package org.apppasswords.keycloak.importing;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.apppasswords.keycloak.administrator.AdminCall;
import org.apppasswords.keycloak.administrator.AdministratorRights;
import org.apppasswords.keycloak.administrator.CreationEvents;
import org.apppasswords.keycloak.credential.ImportedHashVerifier;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.federation.ReadableId;
import org.apppasswords.keycloak.federation.TypedUser;
import org.apppasswords.keycloak.federation.UserDirectories;
import org.apppasswords.keycloak.importing.ImportLines.Line;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.apppasswords.keycloak.service.AppPasswordImport;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.resources.admin.AdminAuth;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissions;
import org.keycloak.services.resources.admin.fgap.UserPermissionEvaluator;

/**
 * One import. Each line gets a session and transactions of its own, because a session keeps every user that it has
 * loaded.
 */
final class Import {

    /**
     * More lines require another request. The answers to this many lines fit into the buffers of a program that reads
     * them only at the end.
     */
    static final int MAX_LINES = 20_000;

    /** This many failures in a row are not caused by the lines themselves. */
    private static final int MAX_CONSECUTIVE_FAILURES = 5;

    private static final List<String> NO_FAULT_OF_THE_LINE = Stream.of(ErrorCode.SERVER_ERROR, ErrorCode.BUSY)
            .map(ErrorCode::error)
            .toList();

    private static final ExtensionLog LOG = ExtensionLog.of(Import.class);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final KeycloakSessionFactory sessions;
    private final String realmId;
    private final AdminAuth administrator;
    private final AdminEventBuilder adminEvent;
    private final AppPasswordImport appPasswords;

    Import(AdminCall call) {
        this.sessions = call.session().getKeycloakSessionFactory();
        this.realmId = call.realm().getId();
        this.administrator = call.auth().adminAuth();
        this.adminEvent = call.adminEvent();
        this.appPasswords = new AppPasswordImport(call.session(), call.realm());
    }

    /** Imports all lines, or those received before the administrator's program disconnects. */
    void run(ImportLines lines, OutputStream out) {
        try {
            answerAll(lines, out);
        } catch (IOException e) {
            // The answered lines are stored, and recognized if they are sent again.
            LOG.info("an import was interrupted after line %d: %s", lines.number(), e.getMessage());
        }
    }

    private void answerAll(ImportLines lines, OutputStream out) throws IOException {
        int failures = 0;
        for (Optional<Line> line = lines.next(); line.isPresent(); line = lines.next()) {
            int number = line.get().number();
            if (number > MAX_LINES || failures == MAX_CONSECUTIVE_FAILURES) {
                write(out, stop(number, number > MAX_LINES));
                lines.drain();
                return;
            }
            if (!line.get().isBlank()) {
                ImportAnswer answer = answer(line.get());
                failures = NO_FAULT_OF_THE_LINE.contains(answer.error()) ? failures + 1 : 0;
                write(out, answer);
            }
        }
    }

    private static ImportAnswer stop(int line, boolean tooMany) {
        return ImportAnswer.of(
                line,
                tooMany
                        ? new ApiError(
                                ErrorCode.TOO_MANY_LINES,
                                "A request can have at most " + MAX_LINES
                                        + " lines. Continue with this line in another request.")
                        : new ApiError(
                                ErrorCode.SERVER_ERROR,
                                "Too many lines failed in a row; see their errors and the server's log."
                                        + " Continue with the first of them when the cause is removed."));
    }

    private static void write(OutputStream out, ImportAnswer answer) throws IOException {
        out.write(MAPPER.writeValueAsBytes(answer));
        out.write('\n');
        out.flush();
    }

    private ImportAnswer answer(Line line) {
        try {
            if (line.isTooLong()) {
                throw ApiError.invalidRequest("The line must not be longer than " + ImportLines.MAX_LENGTH + " bytes.");
            }
            ImportRequest request = ImportRequest.read(line.bytes());
            // In a transaction of its own: the first look-up of a user of a directory stores the user in Keycloak. The
            // app password is stored in another transaction, which must see the user.
            Optional<String> userId = inTransaction((session, realm) ->
                    Optional.ofNullable(find(session, realm, request)).map(UserModel::getId));
            return inTransaction((session, realm) -> store(session, realm, line.number(), request, userId));
        } catch (ApiError error) {
            return ImportAnswer.of(line.number(), describe(error));
        } catch (RuntimeException e) {
            LOG.error(e, "line %d of an import failed", line.number());
            return ImportAnswer.of(
                    line.number(),
                    new ApiError(
                            ErrorCode.SERVER_ERROR,
                            "The line could not be imported; see the server's log. Send it again."));
        }
    }

    // Here, LIMIT_REACHED means the limit of imported hashes, not the policy's.
    private static ApiError describe(ApiError error) {
        return error.code() == ErrorCode.LIMIT_REACHED
                ? new ApiError(
                        ErrorCode.LIMIT_REACHED,
                        "The user has " + ImportedHashVerifier.MAX_TRIED
                                + " imported app passwords, the most that a sign-in tries.")
                : error;
    }

    private <T> T inTransaction(BiFunction<KeycloakSession, RealmModel, T> work) {
        return KeycloakModelUtils.runJobInTransactionWithResult(sessions, session -> {
            RealmModel realm = session.realms().getRealm(realmId);
            session.getContext().setRealm(realm);
            return work.apply(session, realm);
        });
    }

    private ImportAnswer store(
            KeycloakSession session, RealmModel realm, int line, ImportRequest request, Optional<String> userId) {
        UserModel user = managedUser(session, realm, userId);
        return ImportAnswer.of(
                line,
                user.getId(),
                appPasswords.store(user, request.appPassword(), new CreationEvents(adminEvent, user.getId())));
    }

    private UserModel managedUser(KeycloakSession session, RealmModel realm, Optional<String> userId) {
        UserPermissionEvaluator permissions = AdminPermissions.evaluator(session, realm, administrator(session))
                .users();
        UserModel user =
                userId.map(id -> session.users().getUserById(realm, id)).orElse(null);
        if (user == null && new UserDirectories(session, realm).isAnyUnavailable()) {
            throw new ApiError(ErrorCode.BUSY, "A user directory does not respond. Send the line again.");
        }
        if (user == null || !(permissions.canManage(user) || permissions.canView(user))) {
            throw ApiError.notFound("The user does not exist.");
        }
        if (!permissions.canManage(user)) {
            throw ApiError.accessDenied("You are not allowed to manage this user.");
        }
        if (!AdministratorRights.mayChangeCredentials(permissions, user)) {
            throw ApiError.accessDenied("You are not allowed to change the credentials of this user.");
        }
        if (user.getServiceAccountClientLink() != null) {
            throw ApiError.invalidRequest("Service accounts cannot have app passwords.");
        }
        return user;
    }

    // Loaded again for each line, so that an administrator who loses the role meanwhile cannot continue.
    private AdminAuth administrator(KeycloakSession session) {
        RealmModel realm = session.realms().getRealm(administrator.getRealm().getId());
        return new AdminAuth(
                realm,
                administrator.getToken(),
                session.users().getUserById(realm, administrator.getUser().getId()),
                session.clients().getClientById(realm, administrator.getClient().getId()));
    }

    private static UserModel find(KeycloakSession session, RealmModel realm, ImportRequest request) {
        try {
            return request.userId()
                    .flatMap(ReadableId::of)
                    .map(id -> session.users().getUserById(realm, id))
                    .or(() -> request.username().flatMap(name -> TypedUser.find(session, realm, name)))
                    .orElse(null);
        } catch (ModelDuplicateException e) {
            throw ApiError.invalidRequest("username: matches more than one user");
        }
    }
}
