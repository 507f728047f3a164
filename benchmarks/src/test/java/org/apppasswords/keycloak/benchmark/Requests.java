package org.apppasswords.keycloak.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Requests of one kind, in a file for {@link Wrk}.
 *
 * @param name of the kind
 * @param method of HTTP
 * @param refused whether they are wrong, and each must be refused
 */
record Requests(String name, String method, String url, Path file, boolean refused) {

    /** A request: its body, and its headers in the form "Name: value". */
    record Request(String body, List<String> headers) {

        private String line() {
            return headers.isEmpty() ? body : body + "\t" + String.join("\t", headers);
        }
    }

    /** Writes them down. */
    static Requests write(String name, String method, String url, boolean refused, List<Request> requests) {
        try {
            Path file = Files.createTempFile("requests-", ".txt");
            file.toFile().deleteOnExit();
            Requests kind = new Requests(name, method, url, file, refused);
            kind.rewrite(requests);
            return kind;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces them. */
    void rewrite(List<Request> requests) {
        try {
            Files.writeString(file, requests.stream().map(Request::line).collect(Collectors.joining("\n", "", "\n")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
