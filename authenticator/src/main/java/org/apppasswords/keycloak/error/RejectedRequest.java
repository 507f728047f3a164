package org.apppasswords.keycloak.error;

import org.apppasswords.keycloak.model.AppPasswordName;

/** What a user asked for cannot be done. Nothing was changed. */
public final class RejectedRequest extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why it cannot be done. */
    public enum Problem {
        /** The name is empty. */
        NAME_MISSING,
        /** The name is longer than {@link AppPasswordName#MAX_LENGTH}. */
        NAME_TOO_LONG,
        /** The name holds characters that cannot be seen. */
        NAME_CHARACTERS,
        /** Another app password of the user has this name, but for capitals. */
        NAME_TAKEN,
        /** A client is no service of the realm. */
        SERVICE_UNKNOWN,
        /** The policy does not allow the lifetime. */
        LIFETIME_NOT_ALLOWED,
        /** The user has as many as the policy allows. */
        LIMIT_REACHED,
        /** The realm does not let users create app passwords. */
        DISABLED,
        /** The user has no second factor, and the policy requires one. */
        SECOND_FACTOR_REQUIRED,
        /** Too many requests for the same user are under way, or another one takes too long; a retry helps. */
        BUSY,
        /** Where to go on is not to be read from what was sent. */
        CURSOR_UNKNOWN,
        /** The user has no app password with this id. */
        NOT_FOUND
    }

    private final Problem problem;

    public RejectedRequest(Problem problem) {
        super(problem.name());
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
