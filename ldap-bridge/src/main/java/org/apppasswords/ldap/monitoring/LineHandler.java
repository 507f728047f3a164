package org.apppasswords.ldap.monitoring;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** Writes each message in one line, as text or as a JSON object. */
final class LineHandler extends Handler {

    private final boolean isJson;
    private final PrintStream out;

    LineHandler(boolean isJson) {
        this.isJson = isJson;
        this.out = System.err;
    }

    @Override
    public void publish(LogRecord entry) {
        if (isLoggable(entry)) {
            out.println(isJson ? json(entry) : text(entry));
        }
    }

    static String text(LogRecord entry) {
        String text = time(entry) + " " + level(entry) + " " + inOneLine(entry.getMessage());
        return entry.getThrown() == null ? text : text + System.lineSeparator() + stackTrace(entry.getThrown());
    }

    static String json(LogRecord entry) {
        ObjectNode line = JsonNodeFactory.instance
                .objectNode()
                .put("time", time(entry))
                .put("level", level(entry))
                .put("message", entry.getMessage());
        if (entry.getThrown() != null) {
            line.put("stackTrace", stackTrace(entry.getThrown()));
        }
        return line.toString();
    }

    private static String inOneLine(String message) {
        return message.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
    }

    private static String time(LogRecord entry) {
        return entry.getInstant().truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private static String level(LogRecord entry) {
        if (entry.getLevel().equals(Level.SEVERE)) {
            return "ERROR";
        }
        if (entry.getLevel().equals(Level.WARNING)) {
            return "WARN";
        }
        return entry.getLevel().equals(Level.FINE)
                ? "DEBUG"
                : entry.getLevel().getName().toUpperCase(Locale.ROOT);
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public void close() {
        // Standard error stays open.
    }
}
