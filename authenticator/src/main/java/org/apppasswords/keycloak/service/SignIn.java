package org.apppasswords.keycloak.service;

import java.time.Duration;

/** The sign-in behind a request: whether the person who asks has shown to be the user. */
public interface SignIn {

    /** Whether an administrator acts as the user, or a program does that signed in by app password. */
    boolean isSomebodyElse();

    /** Returns whether the user authenticated within the maximum age. */
    SignInAge age(Duration maxAge);

    /** Whether the second factor was used, as far as the browser flow has levels of authentication that tell. */
    boolean usedSecondFactor();
}
