package org.apppasswords.keycloak.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** The distribution of the server's processor time by code owner, from samples of the JDK's Flight Recorder. */
final class Profile {

    private static final String OURS = "org.apppasswords.";

    /** A sample belongs to the first entry that its stack contains. */
    private static final Map<String, Pattern> OWNERS = new LinkedHashMap<>();

    static {
        OWNERS.put("ours, including callees", Pattern.compile("org\\.apppasswords\\..*"));
        OWNERS.put("signing the token", Pattern.compile("java\\.security\\.Signature.*|sun\\.security\\.rsa\\..*"));
        OWNERS.put(
                "Keycloak's protocol mappers and scopes",
                Pattern.compile("org\\.keycloak\\.protocol\\.oidc\\.mappers\\..*"));
        OWNERS.put("database", Pattern.compile("org\\.(hibernate|postgresql)\\..*|io\\.agroal\\..*|com\\.arjuna\\..*"));
        OWNERS.put("caches", Pattern.compile("org\\.infinispan\\..*"));
        OWNERS.put("JSON", Pattern.compile("com\\.fasterxml\\..*"));
        OWNERS.put("Keycloak, everything else", Pattern.compile("org\\.keycloak\\..*"));
        OWNERS.put("HTTP", Pattern.compile("io\\.(netty|vertx|quarkus)\\..*|org\\.jboss\\..*"));
    }

    private static final String JVM = "the JVM and everything else";
    private static final int METHODS = 12;

    private Profile() {}

    /** Runs the task, and reports the distribution of the time. */
    static List<String> of(Stand stand, String words, Runnable load) {
        long pid = stand.node().pid();
        try {
            Path file = Files.createTempFile("benchmark-", ".jfr");
            Heap.jcmd(pid, "JFR.start", "name=benchmark", "settings=profile");
            try {
                load.run();
            } finally {
                Heap.jcmd(pid, "JFR.stop", "name=benchmark", "filename=" + file);
            }
            List<String> report = read(words, file);
            Files.delete(file);
            return report;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> read(String words, Path file) throws IOException {
        Map<String, Integer> owners = new LinkedHashMap<>();
        OWNERS.keySet().forEach(owner -> owners.put(owner, 0));
        owners.put(JVM, 0);
        Map<String, Integer> ours = new TreeMap<>();
        int samples = 0;
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                RecordedEvent event = recording.readEvent();
                if (event.getEventType().getName().equals("jdk.ExecutionSample") && event.getStackTrace() != null) {
                    samples++;
                    List<RecordedFrame> frames = event.getStackTrace().getFrames();
                    owners.merge(owner(frames), 1, Integer::sum);
                    frames.stream()
                            .map(Profile::name)
                            .filter(name -> name.startsWith(OURS))
                            .distinct()
                            .forEach(name -> ours.merge(name, 1, Integer::sum));
                }
            }
        }
        int all = Math.max(1, samples);
        List<String> report = new ArrayList<>(List.of(
                "## Where the time of " + words + " goes",
                "",
                "Samples of the JDK's Flight Recorder: " + samples + ".",
                "",
                "| whose | share |",
                "| --- | ---: |"));
        owners.forEach((owner, count) -> report.add(row(owner, count, all)));
        report.addAll(List.of("", "Our methods, each including callees:", "", "| method | share |", "| --- | ---: |"));
        ours.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                .limit(METHODS)
                .forEach(method -> report.add(row(
                        "`" + method.getKey().replaceFirst(".*\\.([^.]+\\.[^.]+)$", "$1") + "`",
                        method.getValue(),
                        all)));
        report.add("");
        return report;
    }

    private static String owner(List<RecordedFrame> frames) {
        for (Map.Entry<String, Pattern> owner : OWNERS.entrySet()) {
            if (frames.stream()
                    .anyMatch(frame -> owner.getValue().matcher(name(frame)).matches())) {
                return owner.getKey();
            }
        }
        return JVM;
    }

    private static String name(RecordedFrame frame) {
        return frame.isJavaFrame() && frame.getMethod() != null
                ? frame.getMethod().getType().getName() + "."
                        + frame.getMethod().getName()
                : "";
    }

    private static String row(String words, int count, int all) {
        return String.format(Locale.ROOT, "| %s | %.1f %% |", words, 100.0 * count / all);
    }
}
