package org.apppasswords.keycloak.it.support.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;

/** Tables of the documentation that tests compare with the server. */
public final class DocumentedTable {

    private DocumentedTable() {}

    /**
     * Returns the rows of the first table in a document that has this header. Links are replaced by their text.
     *
     * @param document file in docs/
     * @param header line of the table's header
     */
    public static List<List<String>> read(String document, String header) {
        String text;
        try {
            text = Files.readString(ProjectFiles.ROOT.resolve("docs").resolve(document));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int start = text.indexOf("\n" + header + "\n");
        if (start < 0) {
            throw new IllegalArgumentException("docs/" + document + " has no table " + header);
        }
        return text.substring(start + 1)
                .lines()
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .map(DocumentedTable::cells)
                .toList();
    }

    private static List<String> cells(String row) {
        String plain = row.replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1");
        return Arrays.stream(plain.substring(1, plain.length() - 1).split("\\|", -1))
                .map(String::strip)
                .toList();
    }
}
