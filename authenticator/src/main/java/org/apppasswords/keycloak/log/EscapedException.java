package org.apppasswords.keycloak.log;

/** An exception as the log shows it: the same stack traces and causes, with messages that stay within their lines. */
final class EscapedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** A chain that is longer has no further information, or refers to itself. */
    private static final int MAX_CAUSES = 10;

    private EscapedException(String text, Throwable cause) {
        super(text, cause);
    }

    static EscapedException of(Throwable original) {
        return of(original, MAX_CAUSES);
    }

    private static EscapedException of(Throwable original, int causes) {
        Throwable cause = original.getCause();
        EscapedException escaped = new EscapedException(
                LogText.escape(original.toString()), cause == null || causes == 0 ? null : of(cause, causes - 1));
        escaped.setStackTrace(original.getStackTrace());
        return escaped;
    }

    /** The original's class and message: the class of this one would hide what has happened. */
    @Override
    @SuppressWarnings("OverrideThrowableToString")
    public String toString() {
        return getMessage();
    }
}
