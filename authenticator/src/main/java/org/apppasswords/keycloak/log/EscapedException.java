package org.apppasswords.keycloak.log;

/** A copy of an exception for the log, with the same stack traces and causes, and escaped messages. */
final class EscapedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** A longer chain adds no information, or contains a cycle. */
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

    /** Returns the class and message of the original, which this class would hide. */
    @Override
    @SuppressWarnings("OverrideThrowableToString")
    public String toString() {
        return getMessage();
    }
}
