package org.apppasswords.keycloak.service;

import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apppasswords.keycloak.credential.StoredCredentials;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.queue.WorkKind;
import org.apppasswords.keycloak.transaction.BusyException;
import org.apppasswords.keycloak.transaction.Transactions;
import org.apppasswords.keycloak.transaction.UnstorableTextException;
import org.apppasswords.keycloak.transaction.UserGoneException;
import org.apppasswords.keycloak.transaction.UserLock;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * A requested change to the app passwords of one user. It is committed on return, even if the caller's transaction is
 * rolled back later. All methods throw {@link ApiError} if the user is busy or does not exist any more, or the database
 * cannot store the name.
 */
final class UserChange {

    private final Transactions transactions;
    private final RealmModel realm;
    private final UserModel user;
    private final WorkKind kind;
    private final UserLock lock;

    UserChange(KeycloakSession session, RealmModel realm, UserModel user, WorkKind kind) {
        this.transactions = new Transactions(session);
        this.realm = realm;
        this.user = user;
        this.kind = kind;
        this.lock = new UserLock(session, realm, user);
    }

    /** Runs work that depends on all app passwords of the user; it must write with {@link #commit}. */
    <T> T exclusively(Supplier<T> work) {
        return translatingErrors(() -> lock.during(kind, work));
    }

    /** Runs and commits work that changes one app password. */
    <T> T toOne(BiFunction<KeycloakSession, StoredCredentials, T> work) {
        return translatingErrors(() -> lock.duringChangeOfOne(kind, () -> commitChange(work)));
    }

    /** Runs and commits work that only removes app passwords. */
    <T> T removing(BiFunction<KeycloakSession, StoredCredentials, T> work) {
        return translatingErrors(() -> lock.onThisNode(kind, () -> commitChange(work)));
    }

    /** Commits the exclusive work, with the session and the user of its transaction. */
    <T> T commit(BiFunction<KeycloakSession, UserModel, T> work) {
        return transactions.untilCommitted(realm, user, work);
    }

    private <T> T commitChange(BiFunction<KeycloakSession, StoredCredentials, T> work) {
        return commit((inner, innerUser) -> work.apply(inner, StoredCredentials.forUpdate(innerUser)));
    }

    /** Runs work with locks or transactions, and turns their exceptions into errors of the API. */
    static <T> T translatingErrors(Supplier<T> work) {
        try {
            return work.get();
        } catch (BusyException e) {
            throw new ApiError(ErrorCode.BUSY);
        } catch (UserGoneException e) {
            throw new ApiError(ErrorCode.NOT_FOUND);
        } catch (UnstorableTextException e) {
            // Users and administrators choose no other text of an app password than its name.
            throw new ApiError(ErrorCode.NAME_NOT_STORABLE);
        }
    }
}
