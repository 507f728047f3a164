package org.apppasswords.keycloak.transaction;

/** Reports that the user was deleted after the request had started. Nothing was changed. */
public final class UserGoneException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UserGoneException() {
        super("the user was deleted meanwhile", null, false, false);
    }
}
