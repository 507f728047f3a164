package org.apppasswords.keycloak.transaction;

import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Work on one user in a transaction of its own, repeated when somebody else changed the same rows meanwhile. */
public final class Transactions {

    private static final int ATTEMPTS = 5;
    private static final long PAUSE_MILLIS = 20;

    private final KeycloakSession session;

    public Transactions(KeycloakSession session) {
        this.session = session;
    }

    /**
     * Runs the work once.
     *
     * @throws ModelException if the commit failed, by a conflict or otherwise
     */
    public <T> T once(RealmModel realm, UserModel user, Function<UserModel, T> work) {
        return once(realm, user, (inner, innerUser) -> work.apply(innerUser));
    }

    /** The same for work that needs the transaction's own session. */
    public <T> T once(RealmModel realm, UserModel user, BiFunction<KeycloakSession, UserModel, T> work) {
        String realmId = realm.getId();
        String userId = user.getId();
        return KeycloakModelUtils.runJobInTransactionWithResult(session.getKeycloakSessionFactory(), inner -> {
            RealmModel innerRealm = inner.realms().getRealm(realmId);
            inner.getContext().setRealm(innerRealm);
            UserModel innerUser = inner.users().getUserById(innerRealm, userId);
            if (innerUser == null) {
                throw new ApiError(ErrorCode.NOT_FOUND);
            }
            return work.apply(inner, innerUser);
        });
    }

    /**
     * Runs the work until its commit succeeds, a few times at most.
     *
     * @throws ModelException if it still fails then
     */
    public <T> T untilCommitted(RealmModel realm, UserModel user, Function<UserModel, T> work) {
        return untilCommitted(realm, user, (inner, innerUser) -> work.apply(innerUser));
    }

    /** The same for work that needs the transaction's own session. */
    public <T> T untilCommitted(RealmModel realm, UserModel user, BiFunction<KeycloakSession, UserModel, T> work) {
        return repeat(() -> once(realm, user, work), ATTEMPTS);
    }

    private static <T> T repeat(Supplier<T> attempt, int attempts) {
        try {
            return attempt.get();
        } catch (ModelDuplicateException e) {
            throw e;
        } catch (ModelException e) {
            if (attempts <= 1) {
                throw e;
            }
            Pause.millis(PAUSE_MILLIS * (ATTEMPTS - attempts + 1));
            return repeat(attempt, attempts - 1);
        }
    }
}
