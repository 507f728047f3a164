package org.apppasswords.keycloak.transaction;

import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.CachedUserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Runs work on one user in a separate transaction, and repeats it after a conflict with another transaction. */
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
     * @throws ModelException if the commit fails, for example because of a conflict
     * @throws UserGoneException if the user does not exist any more
     */
    public <T> T once(RealmModel realm, UserModel user, Function<UserModel, T> work) {
        return once(realm, user, (inner, innerUser) -> work.apply(innerUser));
    }

    /** Runs work that needs the transaction's session once. */
    public <T> T once(RealmModel realm, UserModel user, BiFunction<KeycloakSession, UserModel, T> work) {
        String realmId = realm.getId();
        String userId = user.getId();
        return KeycloakModelUtils.runJobInTransactionWithResult(session.getKeycloakSessionFactory(), inner -> {
            RealmModel innerRealm = inner.realms().getRealm(realmId);
            inner.getContext().setRealm(innerRealm);
            return work.apply(inner, stored(inner.users().getUserById(innerRealm, userId)));
        });
    }

    // The user cache can still have a user whom the database or the directory does not have any more.
    private static UserModel stored(UserModel user) {
        if (user == null) {
            throw new UserGoneException();
        }
        if (user instanceof CachedUserModel cached) {
            try {
                cached.getDelegateForUpdate();
            } catch (IllegalStateException gone) {
                throw new UserGoneException();
            }
        }
        return user;
    }

    /**
     * Runs the work until its commit succeeds, but at most {@value #ATTEMPTS} times.
     *
     * @throws ModelException if the last commit fails
     * @throws UnstorableTextException if the database cannot store a text
     * @throws UserGoneException if the user does not exist any more
     */
    public <T> T untilCommitted(RealmModel realm, UserModel user, Function<UserModel, T> work) {
        return untilCommitted(realm, user, (inner, innerUser) -> work.apply(innerUser));
    }

    /** Runs work that needs the transaction's session until its commit succeeds. */
    public <T> T untilCommitted(RealmModel realm, UserModel user, BiFunction<KeycloakSession, UserModel, T> work) {
        return repeat(() -> once(realm, user, work), ATTEMPTS);
    }

    private static <T> T repeat(Supplier<T> attempt, int attempts) {
        try {
            return attempt.get();
        } catch (ModelDuplicateException e) {
            throw e;
        } catch (ModelException e) {
            if (UnstorableTextException.isCauseOf(e)) {
                throw new UnstorableTextException();
            }
            if (attempts <= 1) {
                throw e;
            }
            Pause.millis(PAUSE_MILLIS * (ATTEMPTS - attempts + 1));
            return repeat(attempt, attempts - 1);
        }
    }
}
