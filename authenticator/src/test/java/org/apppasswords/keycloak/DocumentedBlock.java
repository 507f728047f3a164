package org.apppasswords.keycloak;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fenced block of a document, and the comment before it that names the test which runs it.
 *
 * @param place the document and the line
 * @param language what follows the fence, such as {@code console}
 * @param name the name under which tests read the block; null if no test does
 * @param reason why no test runs it; null if one does, or if the comment is missing
 * @param text the block without the indentation of the list that it is in
 */
public record DocumentedBlock(String place, String language, String name, String reason, String text) {

    private static final Pattern BLOCK =
            Pattern.compile("^( *)```([^\n`]*)\n(.*?)^\\1```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern COMMENT = Pattern.compile(
            "^( *)<!-- (?:Tests (?:run|use) this block as ([\\w.-]+)\\.|No test runs this block: (.+)\\.) -->\n\n\\z",
            Pattern.MULTILINE);

    /**
     * Returns the text of a block that a test uses.
     *
     * @param document file in docs/, or else in the project's root
     * @param name name in the comment before the block
     */
    public static String read(String document, String name) {
        List<DocumentedBlock> blocks = of(ProjectDocument.named(document)).stream()
                .filter(block -> name.equals(block.name))
                .toList();
        if (blocks.size() != 1) {
            throw new IllegalArgumentException(document + " has " + blocks.size() + " blocks " + name);
        }
        return blocks.get(0).text;
    }

    static List<DocumentedBlock> of(ProjectDocument document) {
        String text = document.text();
        List<DocumentedBlock> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            String before = text.substring(0, block.start());
            Matcher comment = COMMENT.matcher(before);
            boolean found = comment.find() && comment.group(1).equals(block.group(1));
            blocks.add(new DocumentedBlock(
                    document.name() + ":" + (before.lines().count() + 1),
                    block.group(2),
                    found ? comment.group(2) : null,
                    found ? comment.group(3) : null,
                    block.group(3).replaceAll("(?m)^" + block.group(1), "")));
        }
        return blocks;
    }

    boolean hasComment() {
        return name != null || reason != null;
    }
}
