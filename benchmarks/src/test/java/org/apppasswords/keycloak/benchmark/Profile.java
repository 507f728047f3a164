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
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** The distribution of the server's processor time by code owner, from samples of the JDK's Flight Recorder. */
final class Profile {

    private static final String OURS = "ours";

    /** A sample belongs to the innermost method of one of these: the JDK's methods count for who calls them. */
    private static final Map<String, Pattern> OWNERS = new LinkedHashMap<>();

    static {
        OWNERS.put(OURS, Pattern.compile("org\\.apppasswords\\..*"));
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
                    Optional<Sample> sample = Sample.of(event.getStackTrace().getFrames());
                    owners.merge(sample.map(Sample::owner).orElse(JVM), 1, Integer::sum);
                    sample.filter(found -> found.owner().equals(OURS))
                            .ifPresent(found -> ours.merge(found.method(), 1, Integer::sum));
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
        report.addAll(List.of(
                "", "Our methods, each with what it calls in the JDK:", "", "| method | share |", "| --- | ---: |"));
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

    private static String name(RecordedFrame frame) {
        return frame.isJavaFrame() && frame.getMethod() != null
                ? frame.getMethod().getType().getName() + "."
                        + frame.getMethod().getName()
                : "";
    }

    /** The innermost method of a sample that belongs to one of the {@link #OWNERS}. */
    private record Sample(String owner, String method) {

        static Optional<Sample> of(List<RecordedFrame> frames) {
            return frames.stream().map(Profile::name).flatMap(Sample::of).findFirst();
        }

        private static Stream<Sample> of(String method) {
            return OWNERS.entrySet().stream()
                    .filter(owner -> owner.getValue().matcher(method).matches())
                    .limit(1)
                    .map(owner -> new Sample(owner.getKey(), method));
        }
    }

    private static String row(String words, int count, int all) {
        return String.format(Locale.ROOT, "| %s | %.1f %% |", words, 100.0 * count / all);
    }
}
