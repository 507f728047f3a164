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
 * @param name name of the kind
 * @param method HTTP method
 * @param rejected whether the server must reject each request
 */
record Requests(String name, String method, String url, Path file, boolean rejected) {

    /** A request: its body, and its headers in the form "Name: value". */
    record Request(String body, List<String> headers) {

        private String line() {
            return headers.isEmpty() ? body : body + "\t" + String.join("\t", headers);
        }
    }

    /** Writes the requests to a new file. */
    static Requests write(String name, String method, String url, boolean rejected, List<Request> requests) {
        try {
            Path file = Files.createTempFile("requests-", ".txt");
            file.toFile().deleteOnExit();
            Requests kind = new Requests(name, method, url, file, rejected);
            kind.rewrite(requests);
            return kind;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces the requests. */
    void rewrite(List<Request> requests) {
        try {
            Files.writeString(file, requests.stream().map(Request::line).collect(Collectors.joining("\n", "", "\n")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
