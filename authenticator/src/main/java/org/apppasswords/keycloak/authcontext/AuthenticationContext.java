package org.apppasswords.keycloak.authcontext;

import java.time.Duration;

/** The sign-in behind a request: whether the person who asks has shown to be the user. */
public interface AuthenticationContext {

    /** Whether an administrator acts as the user, or a program does that signed in by app password. */
    boolean isImpersonated();

    /** Returns whether the user authenticated within the maximum age. */
    Freshness age(Duration maxAge);

    /** Whether the second factor was used, as far as the browser flow has levels of authentication that tell. */
    boolean usedSecondFactor();
}
