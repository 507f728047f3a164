package org.apppasswords.keycloak.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExtensionLogTest {

    /** Looks like another record in a log file, in a terminal, or in a viewer that supports Unicode's line breaks. */
    private static final String FORGED = "x\n2026-01-01 ERROR forged\r\u001b[2K\u0085\u2028\u2029\u202e\u0000\ud800";

    private final Logger logger = Logger.getLogger(ExtensionLogTest.class.getName());
    private final List<LogRecord> records = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord logRecord) {
            records.add(logRecord);
        }

        @Override
        public void flush() {
            // Keeps records in memory.
        }

        @Override
        public void close() {
            // Keeps records in memory.
        }
    };

    private final ExtensionLog log = ExtensionLog.of(ExtensionLogTest.class);

    @BeforeEach
    void listen() {
        logger.setLevel(Level.ALL);
        logger.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
    }

    static Stream<Method> everyMethodThatLogs() {
        return Arrays.stream(ExtensionLog.class.getDeclaredMethods())
                .filter(method -> !method.isSynthetic() && method.getReturnType() == void.class);
    }

    @ParameterizedTest
    @MethodSource("everyMethodThatLogs")
    void aValueCannotForgeARecord(Method method) throws ReflectiveOperationException {
        Exception cause = new IllegalStateException(FORGED, new IllegalArgumentException(FORGED));
        Object[] values = {FORGED};
        boolean hasCause = method.getParameterTypes()[0] == Throwable.class;
        String format = method.getName() + hasCause + ": %s";

        method.invoke(log, hasCause ? new Object[] {cause, format, values} : new Object[] {format, values});

        assertThat(records).singleElement().satisfies(logged -> {
            assertThat(logged.getMessage())
                    .startsWith("App passwords: " + method.getName())
                    .contains(
                            "x\\u000A2026-01-01 ERROR forged\\u000D\\u001B[2K\\u0085\\u2028\\u2029\\u202E\\u0000\\uD800");
            assertThat(logged.getThrown() == null).isNotEqualTo(hasCause);
        });
        if (hasCause) {
            assertThat(stackTrace(records.get(0).getThrown()).lines())
                    .first()
                    .asString()
                    .startsWith("java.lang.IllegalStateException: x\\u000A2026");
            assertThat(stackTrace(records.get(0).getThrown()).lines())
                    .anyMatch(line -> line.startsWith("Caused by: java.lang.IllegalArgumentException: x\\u000A"))
                    .allMatch(line ->
                            line.startsWith("java.lang.") || line.startsWith("\t") || line.startsWith("Caused by: "));
        }
    }

    @Test
    void everyLogMethodIsTested() {
        assertThat(everyMethodThatLogs().map(Method::getName).distinct())
                .containsExactlyInAnyOrder("error", "warn", "warnOnce", "info", "debug");
    }

    @Test
    void aWarningIsRepeatedOnlyForAnotherValue() {
        Stream.of("a", "b", "a").forEach(value -> log.warnOnce("repeated: %s", value));

        assertThat(records)
                .extracting(LogRecord::getMessage)
                .containsExactly("App passwords: repeated: a", "App passwords: repeated: b");
    }

    @Test
    void ordinaryTextStaysUnchanged() {
        log.info("%s", "Zoë's realm 日本語 100% \\n");

        assertThat(records)
                .extracting(LogRecord::getMessage)
                .containsExactly("App passwords: Zoë's realm 日本語 100% \\n");
    }

    @Test
    void aVeryLongValueIsTruncated() {
        log.info("%s", "x".repeat(100_000));

        assertThat(records.get(0).getMessage()).hasSize(LogText.MAX_LENGTH);
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
