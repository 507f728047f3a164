package org.apppasswords.keycloak.log;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * The extension's access to the server's log. Each record is one line: line breaks and other characters that could
 * forge another record (CWE-117) are escaped, in messages and in those of exceptions.
 */
public final class ExtensionLog {

    private static final String PREFIX = "App passwords: ";

    private static final int MAX_REMEMBERED_WARNINGS = 1000;

    private static final Map<String, Boolean> WARNED = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_REMEMBERED_WARNINGS;
        }
    });

    private final Logger logger;

    private ExtensionLog(Logger logger) {
        this.logger = logger;
    }

    /** Returns the log with this class as the category. */
    public static ExtensionLog of(Class<?> owner) {
        return new ExtensionLog(Logger.getLogger(owner));
    }

    /**
     * Logs an error.
     *
     * @param format for {@link String#format}
     */
    public void error(Throwable cause, String format, Object... values) {
        logger.error(message(format, values), EscapedException.of(cause));
    }

    /** Logs an error that does not need a stack trace. */
    public void error(String format, Object... values) {
        logger.error(message(format, values));
    }

    /** Logs a warning, with its cause. */
    public void warn(Throwable cause, String format, Object... values) {
        logger.warn(message(format, values), EscapedException.of(cause));
    }

    /** Logs a warning. */
    public void warn(String format, Object... values) {
        logger.warn(message(format, values));
    }

    /**
     * Logs a warning unless this server has logged the same one before. Programs sign in every few seconds, so a wrong
     * setting would fill the log.
     */
    public void warnOnce(String format, Object... values) {
        String message = message(format, values);
        if (WARNED.put(message, Boolean.TRUE) == null) {
            logger.warn(message);
        }
    }

    /** Logs information for administrators. */
    public void info(String format, Object... values) {
        logger.info(message(format, values));
    }

    /** Logs details for troubleshooting. */
    public void debug(Throwable cause, String format, Object... values) {
        if (logger.isDebugEnabled()) {
            logger.debug(message(format, values), EscapedException.of(cause));
        }
    }

    // Error Prone's annotation would add a dependency for this one method.
    @SuppressWarnings("AnnotateFormatMethod")
    private static String message(String format, Object... values) {
        return LogText.escape(PREFIX + String.format(format, values));
    }
}
