package org.apppasswords.keycloak.it.support.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Code blocks of the documentation that tests use, so that the tests and the readers use the same lines. */
public final class DocumentedBlock {

    private DocumentedBlock() {}

    /**
     * Returns the text of a block, without the indentation of the list that it is in.
     *
     * @param document file in docs/
     * @param name name in the comment before the block
     */
    public static String read(String document, String name) {
        String text;
        try {
            text = Files.readString(ProjectFiles.ROOT.resolve("docs").resolve(document));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Matcher block = Pattern.compile(
                        "^( *)<!-- Tests (?:run|use) this block as " + Pattern.quote(name)
                                + "\\. -->\n\n *```\\w*\n(.*?\n) *```$",
                        Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(text);
        if (!block.find()) {
            throw new IllegalArgumentException("docs/" + document + " has no block " + name);
        }
        return block.group(2).replaceAll("(?m)^" + block.group(1), "");
    }
}
