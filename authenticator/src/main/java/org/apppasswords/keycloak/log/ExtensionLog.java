package org.apppasswords.keycloak.log;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * What the extension writes to the server's log. Each record is one line: line breaks and other characters that could
 * forge a further record (CWE-117) are escaped, in the message and in the messages of exceptions.
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

    /** The log in the category of this class. */
    public static ExtensionLog of(Class<?> owner) {
        return new ExtensionLog(Logger.getLogger(owner));
    }

    /**
     * Logs an error.
     *
     * @param format as {@link String#format} takes it
     */
    public void error(Throwable cause, String format, Object... values) {
        logger.error(message(format, values), EscapedException.of(cause));
    }

    /** Logs an error that needs no stack trace. */
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
     * Logs a warning unless this server has logged the same one before: programs sign in every few seconds, and a wrong
     * setting would fill the log.
     */
    public void warnOnce(String format, Object... values) {
        String message = message(format, values);
        if (WARNED.put(message, Boolean.TRUE) == null) {
            logger.warn(message);
        }
    }

    /** Logs what an administrator may want to know. */
    public void info(String format, Object... values) {
        logger.info(message(format, values));
    }

    /** Logs what helps to find a fault. */
    public void debug(Throwable cause, String format, Object... values) {
        if (logger.isDebugEnabled()) {
            logger.debug(message(format, values), EscapedException.of(cause));
        }
    }

    // The annotation that Error Prone asks for would be a dependency for this one method.
    @SuppressWarnings("AnnotateFormatMethod")
    private static String message(String format, Object... values) {
        return LogText.escape(PREFIX + String.format(format, values));
    }
}
