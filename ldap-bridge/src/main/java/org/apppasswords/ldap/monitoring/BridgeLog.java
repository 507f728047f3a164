package org.apppasswords.ldap.monitoring;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The log, on standard error. What a program sent appears in one line, and never a password. */
public final class BridgeLog {

    private static final long REPEAT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int MAX_REMEMBERED = 200;

    private record Repetition(long since, AtomicInteger suppressed) {}

    private final Logger logger;
    private final Map<String, Repetition> repetitions = new ConcurrentHashMap<>();

    public BridgeLog(boolean isJson, Level level) {
        logger = Logger.getAnonymousLogger();
        logger.setUseParentHandlers(false);
        logger.setLevel(level);
        Handler handler = new LineHandler(isJson);
        handler.setLevel(level);
        logger.addHandler(handler);
    }

    public void info(String message) {
        logger.log(Level.INFO, () -> message);
    }

    public void warn(String message) {
        logger.log(Level.WARNING, () -> message);
    }

    public void error(String message, Throwable cause) {
        logger.log(Level.SEVERE, cause, () -> message);
    }

    public void debug(Supplier<String> message) {
        logger.log(Level.FINE, message);
    }

    public boolean isDebug() {
        return logger.isLoggable(Level.FINE);
    }

    /** Writes a message that may repeat with every request, at most once in 10 seconds. */
    public void warnSometimes(String message) {
        long now = System.nanoTime();
        if (repetitions.size() >= MAX_REMEMBERED) {
            repetitions.clear();
        }
        AtomicInteger repeated = new AtomicInteger(-1);
        repetitions.compute(message, (key, last) -> {
            if (last != null && now - last.since() < REPEAT_NANOS) {
                last.suppressed().incrementAndGet();
                return last;
            }
            repeated.set(last == null ? 0 : last.suppressed().get());
            return new Repetition(now, new AtomicInteger());
        });
        if (repeated.get() >= 0) {
            warn(repeated.get() > 0 ? message + " (" + repeated.get() + " times more since)" : message);
        }
    }
}
