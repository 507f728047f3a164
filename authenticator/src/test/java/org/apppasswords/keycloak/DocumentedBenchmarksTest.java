package org.apppasswords.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks the commands of benchmarks/README.md, which take an hour. {@code ./test.sh} runs a smoke test of them. */
class DocumentedBenchmarksTest {

    /** The option --help ends the script after the options before it, if they are valid. */
    @Test
    void theBenchmarksAcceptTheDocumentedOptions() throws Exception {
        List<String> commands = DocumentedBlock.read("benchmarks/README.md", "run.sh")
                .lines()
                .map(command -> command.replaceFirst(" *#.*", ""))
                .toList();

        assertThat(commands).isNotEmpty();
        for (String command : commands) {
            Process help = new ProcessBuilder("sh", "-c", command + " --help")
                    .directory(ProjectDocument.PROJECT.toFile())
                    .redirectErrorStream(true)
                    .start();
            assertThat(new String(help.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .as(command)
                    .startsWith("Usage: benchmarks/run.sh");
            assertThat(help.waitFor()).as(command).isZero();
        }
    }
}
