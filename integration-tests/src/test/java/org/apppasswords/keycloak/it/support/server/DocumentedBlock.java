package org.apppasswords.keycloak.it.support.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Code blocks of the documentation that tests use, so that the tests and the readers use the same lines. */
public final class DocumentedBlock {

    private DocumentedBlock() {}

    /**
     * Returns the text of a block, without the indentation of the list that it is in.
     *
     * @param document file in docs/, or else in the project's root
     * @param name name in the comment before the block
     */
    public static String read(String document, String name) {
        List<MatchResult> blocks = Pattern.compile(
                        "^( *)<!-- Tests (?:run|use) this block as " + Pattern.quote(name)
                                + "\\. -->\n\n\\1```[^\n`]*\n(.*?\n)\\1```$",
                        Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(text(document))
                .results()
                .toList();
        if (blocks.size() != 1) {
            throw new IllegalArgumentException(document + " has " + blocks.size() + " blocks " + name);
        }
        return blocks.get(0).group(2).replaceAll("(?m)^" + blocks.get(0).group(1), "");
    }

    /**
     * Replaces the words that readers replace too, such as host names, realms, secrets and paths.
     *
     * @throws IllegalArgumentException if the text does not contain one of them
     */
    public static String fill(String text, Map<String, String> replacements) {
        if (replacements.isEmpty()) {
            return text;
        }
        for (String word : replacements.keySet()) {
            if (!text.contains(word)) {
                throw new IllegalArgumentException("the block does not contain " + word + ":\n" + text);
            }
        }
        // A word may be a part of another one, such as REALM of ANOTHER_REALM.
        Pattern words = Pattern.compile(replacements.keySet().stream()
                .sorted((one, other) -> other.length() - one.length())
                .map(Pattern::quote)
                .collect(Collectors.joining("|")));
        return words.matcher(text).replaceAll(word -> Matcher.quoteReplacement(replacements.get(word.group())));
    }

    private static String text(String document) {
        Path inDocs = ProjectFiles.ROOT.resolve("docs").resolve(document);
        try {
            return Files.readString(Files.exists(inDocs) ? inDocs : ProjectFiles.ROOT.resolve(document));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
