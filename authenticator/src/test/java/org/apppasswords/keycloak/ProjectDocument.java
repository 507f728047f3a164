package org.apppasswords.keycloak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A text file of this project that repeats facts of the code.
 *
 * @param name its path below the project's root
 */
record ProjectDocument(String name) {

    static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** Returns all documents. */
    static List<ProjectDocument> markdown() throws IOException {
        List<ProjectDocument> documents = new ArrayList<>();
        for (String folder : List.of("", "docs", "docker", "benchmarks")) {
            try (Stream<Path> files = Files.list(PROJECT.resolve(folder))) {
                files.map(file -> PROJECT.relativize(file).toString())
                        .filter(name -> name.endsWith(".md"))
                        .forEach(name -> documents.add(new ProjectDocument(name)));
            }
        }
        return documents;
    }

    /** Returns a file in docs/, or else in the project's root. */
    static ProjectDocument named(String file) {
        return new ProjectDocument(Files.exists(PROJECT.resolve("docs").resolve(file)) ? "docs/" + file : file);
    }

    String text() {
        try {
            return Files.readString(PROJECT.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the first group of each match. */
    Stream<String> find(String pattern) {
        return find(Pattern.compile(pattern, Pattern.MULTILINE), text());
    }

    /** Returns the rows of the only table whose header has these columns. */
    List<List<String>> table(String... columns) {
        List<List<List<String>>> tables = Arrays.stream(text().split("\n\n"))
                .map(block -> block.lines()
                        .filter(line -> line.startsWith("|"))
                        .map(ProjectDocument::cells)
                        .toList())
                .filter(rows -> rows.size() > 2 && rows.get(0).equals(List.of(columns)))
                .toList();
        if (tables.size() != 1) {
            throw new AssertionError(
                    name + " has " + tables.size() + " tables with the columns " + Arrays.toString(columns));
        }
        return tables.get(0).subList(2, tables.get(0).size());
    }

    /** Returns the words in backticks. */
    static List<String> code(String cell) {
        return find(CODE, cell).toList();
    }

    private static List<String> cells(String row) {
        return Arrays.stream(row.substring(1).split("(?<!\\\\)\\|"))
                .map(String::trim)
                .toList();
    }

    private static Stream<String> find(Pattern pattern, String text) {
        return pattern.matcher(text).results().map((MatchResult result) -> result.group(1));
    }
}
