package org.apppasswords.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that a test runs every block of the documents, or that the comment before the block gives a reason. */
class DocumentedBlocksTest {

    /** The accepted reasons, and what must be true of a block with this reason. The group is code in backticks. */
    private static final Map<String, BiPredicate<DocumentedBlock, String>> REASONS = Map.of(
            "it is a diagram", (block, none) -> block.language().equals("mermaid"),
            "it runs all tests", (block, none) -> block.text().contains("./test.sh"),
            "it needs a container engine", (block, none) -> block.text().matches("(?s).*docker (compose|build) .*"),
            "it needs a published release", (block, none) -> block.text().contains("gh attestation"),
            "Debian does not package `(\\w[\\w-]*)`", (block, program) -> !isUsedInScripts(program),
            "`([\\w./-]+)` runs it", (block, script) -> block.text().lines().allMatch(line -> runs(script, line)));

    private static final Pattern FENCE = Pattern.compile("^ *(?:```|~~~)", Pattern.MULTILINE);
    private static final Pattern COMMENT = Pattern.compile("^ *<!-- .*this block", Pattern.MULTILINE);
    private static final Pattern READ_BY_VARIABLE =
            Pattern.compile("\\b(?:DocumentedBlock|DocumentedCommands)\\s*\\.read\\(\\s*\"([^\"]+)\",\\s*\\w+\\)");
    private static final Pattern READ = Pattern.compile("\\b(?:DocumentedBlock|DocumentedCommands)\\s*"
            + "\\.read\\(\\s*\"([^\"]+)\",\\s*\"([^\"]+)\"\\)|\\bdocumented_block (\\S+) ([\\w.-]+)");

    @Test
    void everyBlockIsRunByATestOrHasAReason() throws IOException {
        List<String> problems = new ArrayList<>();
        for (ProjectDocument document : ProjectDocument.markdown()) {
            DocumentedBlock.of(document).stream()
                    .filter(block -> !block.hasComment())
                    .forEach(block -> problems.add(block.place()));
        }

        assertThat(problems).as("blocks without a comment").isEmpty();
    }

    /** A fence that is not parsed would be a block that is not checked, and so would a comment that is in the wrong place. */
    @Test
    void everyFenceAndEveryCommentBelongsToABlock() throws IOException {
        for (ProjectDocument document : ProjectDocument.markdown()) {
            List<DocumentedBlock> blocks = DocumentedBlock.of(document);

            assertThat(FENCE.matcher(document.text()).results())
                    .as("fences in %s", document.name())
                    .hasSize(2 * blocks.size());
            assertThat(COMMENT.matcher(document.text()).results())
                    .as("comments before blocks in %s, each with an empty line after it", document.name())
                    .hasSize((int)
                            blocks.stream().filter(DocumentedBlock::hasComment).count());
        }
    }

    @Test
    void aTestReadsEachNamedBlock() throws IOException {
        List<String> named = new ArrayList<>();
        for (ProjectDocument document : ProjectDocument.markdown()) {
            DocumentedBlock.of(document).stream()
                    .filter(block -> block.name() != null)
                    .forEach(block -> named.add(document.name().replaceFirst("^docs/", "") + " " + block.name()));
        }

        assertThat(named).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(named)).isEqualTo(read(named));
    }

    @Test
    void everyReasonIsAnAcceptedOneAndTrue() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (ProjectDocument document : ProjectDocument.markdown()) {
            DocumentedBlock.of(document).stream()
                    .filter(block -> block.reason() != null && !isTrue(block))
                    .forEach(block -> wrong.add(block.place() + ": " + block.reason()));
        }

        assertThat(wrong)
                .as("reasons that are not true, or not among %s", REASONS.keySet())
                .isEmpty();
    }

    private static boolean isTrue(DocumentedBlock block) {
        return REASONS.entrySet().stream().anyMatch(reason -> {
            Matcher words = Pattern.compile(reason.getKey()).matcher(block.reason());
            return words.matches() && reason.getValue().test(block, words.groupCount() == 0 ? "" : words.group(1));
        });
    }

    /** Whether the script runs this command; it may add options, and choose another version. */
    private static boolean runs(String script, String command) {
        String words = Stream.of(command.split(" ", -1))
                .filter(word -> !word.equals("$") && !word.equals("VERSION"))
                .map(Pattern::quote)
                .collect(Collectors.joining(" (.* )?"));
        return Pattern.compile("(?m)" + words + "( .*)?$")
                .matcher(new ProjectDocument(script).text())
                .find();
    }

    /** A program that the scripts install or look for can be tested. */
    private static boolean isUsedInScripts(String program) {
        Pattern word = Pattern.compile("\\b" + Pattern.quote(program) + "\\b", Pattern.CASE_INSENSITIVE);
        return Stream.of("scripts/requirements.sh", "scripts/bridges/http-proxies.sh", "test.sh", "demo.sh")
                .anyMatch(script ->
                        word.matcher(new ProjectDocument(script).text()).find());
    }

    /** Returns the blocks that tests and scripts read; those of these that a test reads with its own method included. */
    private static Set<String> read(List<String> named) throws IOException {
        Set<String> read = new TreeSet<>();
        for (String folder : List.of("authenticator/src/test", "integration-tests/src/test", "docker", "scripts")) {
            try (Stream<Path> files = Files.walk(ProjectDocument.PROJECT.resolve(folder))) {
                for (Path file : files.filter(each -> each.toString().matches(".*\\.(java|sh)"))
                        .toList()) {
                    String text = Files.readString(file);
                    for (MatchResult call : READ.matcher(text).results().toList()) {
                        read.add(
                                call.group(1) == null
                                        ? call.group(3) + " " + call.group(4)
                                        : call.group(1) + " " + call.group(2));
                    }
                    for (MatchResult call :
                            READ_BY_VARIABLE.matcher(text).results().toList()) {
                        named.stream()
                                .filter(block -> block.startsWith(call.group(1) + " "))
                                .filter(block -> text.contains('"' + block.substring(block.indexOf(' ') + 1) + '"'))
                                .forEach(read::add);
                    }
                }
            }
        }
        return read;
    }
}
