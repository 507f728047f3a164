package org.apppasswords.keycloak.it.support.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The commands of a {@code console} block, with the output that the document shows below them. A line with {@code $} begins
 * a command, and the next lines belong to the command until the shell considers it complete. All other lines are output.
 *
 * <p>Each line of output that the document shows must be a line of the real output, in the same order; the real output may
 * have more lines. In shown output, {@code …} stands for any text.
 */
public final class DocumentedCommands {

    private static final String PROMPT = "$ ";

    /** Ends the script when a command fails. At a terminal, curl does not show the progress of its downloads. */
    private static final String BEGIN = """
        set -eu
        curl() { command curl --no-progress-meter "$@"; }
        """;

    private final String block;

    private DocumentedCommands(String block) {
        this.block = block;
    }

    /** Returns the commands of a block; the parameters are those of {@link DocumentedBlock#read}. */
    public static DocumentedCommands read(String document, String name) {
        return new DocumentedCommands(DocumentedBlock.read(document, name));
    }

    /** Replaces words in the commands and in the shown output, as {@link DocumentedBlock#fill} does. */
    public DocumentedCommands replacing(Map<String, String> replacements) {
        return new DocumentedCommands(DocumentedBlock.fill(block, replacements));
    }

    /** Returns the commands, for example to start a server in the background. */
    public List<String> texts() {
        return commands().stream().map(Command::text).toList();
    }

    /** Runs the commands in this folder, one after the other in one shell, and returns the output of each. */
    public List<String> runIn(Path folder) {
        return run(script -> new Program("env", "-C", folder.toString(), "sh", "-c", script).run());
    }

    /**
     * Runs the commands, one after the other in one shell, and returns the output of each. Fails if a command fails or
     * prints something else than the document shows.
     *
     * @param shell runs a script, for example {@link Kcadm}
     */
    public List<String> run(Function<String, Program.Result> shell) {
        List<Command> commands = commands();
        StringBuilder script = new StringBuilder(BEGIN);
        for (int i = 0; i < commands.size(); i++) {
            script.append(commands.get(i).text())
                    .append("printf '\\n%s\\n' '")
                    .append(end(i))
                    .append("'\n");
        }

        Program.Result result = shell.apply(script.toString());

        assertThat(result.status()).as(block + result.output()).isZero();
        List<String> outputs = new ArrayList<>();
        String rest = result.output();
        for (int i = 0; i < commands.size(); i++) {
            String[] parts = rest.split("\n" + Pattern.quote(end(i)) + "\n", 2);
            assertThat(parts).as(result.output()).hasSize(2);
            commands.get(i).assertShown(parts[0]);
            outputs.add(parts[0]);
            rest = parts[1];
        }
        return outputs;
    }

    private static String end(int command) {
        return "=== end of command " + command + " ===";
    }

    private List<Command> commands() {
        List<Command> commands = new ArrayList<>();
        for (String line : block.lines().toList()) {
            if (line.startsWith(PROMPT)) {
                commands.add(new Command(line.substring(PROMPT.length()) + "\n", List.of()));
                continue;
            }
            if (commands.isEmpty()) {
                throw new IllegalArgumentException("The block does not begin with a command:\n" + block);
            }
            commands.add(commands.remove(commands.size() - 1).followedBy(line));
        }
        return commands;
    }

    /**
     * @param text its lines
     * @param output the output that the document shows
     */
    private record Command(String text, List<String> output) {

        Command followedBy(String line) {
            if (isComplete()) {
                List<String> longer = new ArrayList<>(output);
                longer.add(line);
                return new Command(text, longer);
            }
            return new Command(text + line + "\n", output);
        }

        private boolean isComplete() {
            return !text.endsWith("\\\n")
                    && new Program("sh", "-n", "-c", text).run().status() == 0;
        }

        void assertShown(String real) {
            Iterator<String> lines = real.lines().iterator();
            for (String shown : output) {
                Pattern line = Pattern.compile(
                        Arrays.stream(shown.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
                boolean found = false;
                while (!found && lines.hasNext()) {
                    found = line.matcher(lines.next().stripTrailing()).matches();
                }
                assertThat(found)
                        .as("%s shows in its output: %s%nIt printed:%n%s", text, shown, real)
                        .isTrue();
            }
        }
    }
}
