package org.apppasswords.keycloak.it.support.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A certificate authority that no program trusts by itself, and its certificate for a server on {@code localhost}. */
public final class PrivateAuthority {

    private final Path folder;

    /** Creates an authority in a folder of its own under target/authorities. */
    public PrivateAuthority(String name) {
        folder = ProjectFiles.INTEGRATION_TESTS.resolve("target/authorities").resolve(name);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        certify("authority", "/CN=A private authority", "-addext", "basicConstraints=critical,CA:TRUE");
        certify(
                "server",
                "/CN=localhost",
                "-addext",
                "basicConstraints=critical,CA:FALSE",
                "-addext",
                "subjectAltName=DNS:localhost",
                "-CA",
                file("authority.pem"),
                "-CAkey",
                file("authority.key"));
    }

    /** Returns the PEM file with the authority's own certificate. */
    public Path certificates() {
        return folder.resolve("authority.pem");
    }

    /** Returns the PEM file with the server's certificate. */
    public Path serverCertificate() {
        return folder.resolve("server.pem");
    }

    /** Returns the PEM file with the server's key. */
    public Path serverKey() {
        return folder.resolve("server.key");
    }

    /** Returns a PKCS #12 file with the server's certificate and key, protected by this password. */
    public Path serverKeyStore(String password) {
        List<String> arguments = new ArrayList<>(List.of("pkcs12", "-export", "-passout", "pass:" + password));
        arguments.addAll(List.of("-in", file("server.pem"), "-inkey", file("server.key"), "-out", file("server.p12")));
        openssl(arguments);
        return folder.resolve("server.p12");
    }

    private void certify(String name, String subject, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("req", "-x509", "-newkey", "rsa:2048", "-noenc", "-days", "2", "-subj", subject));
        arguments.addAll(List.of("-keyout", file(name + ".key"), "-out", file(name + ".pem")));
        arguments.addAll(List.of(more));
        openssl(arguments);
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private static void openssl(List<String> arguments) {
        Program.Result result = new Program(
                        Stream.concat(Stream.of("openssl"), arguments.stream()).toList())
                .run();
        if (result.status() != 0) {
            throw new IllegalStateException(result.output());
        }
    }
}
