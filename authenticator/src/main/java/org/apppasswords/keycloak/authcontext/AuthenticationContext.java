package org.apppasswords.keycloak.authcontext;

import java.time.Duration;

/** The sign-in behind a request: the evidence that the request comes from the user. */
public interface AuthenticationContext {

    /** Returns whether an administrator acts as the user, or a program that signed in by app password. */
    boolean isImpersonated();

    /** Returns whether the user authenticated within the maximum age. */
    Freshness age(Duration maxAge);

    /**
     * Returns whether the second factor was used; true if the browser flow does not have levels of authentication,
     * which would show it.
     */
    boolean usedSecondFactor();
}
