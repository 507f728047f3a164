package org.apppasswords.keycloak.it.support.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A certificate authority that no program trusts by itself, and its certificate for a server on {@code localhost}. */
public final class PrivateAuthority {

    private final Path folder;

    /** Creates an authority in a folder of its own under target/authorities. */
    public PrivateAuthority(String name) {
        this(name, "DNS:localhost");
    }

    /** Creates one whose server has a certificate for this IP address, and for {@code localhost}. */
    public static PrivateAuthority forAddress(String name, String address) {
        return new PrivateAuthority(name, "DNS:localhost,IP:" + address);
    }

    private PrivateAuthority(String name, String serverNames) {
        folder = ProjectFiles.OUTPUT.resolve("authorities").resolve(name);
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
                "subjectAltName=" + serverNames,
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
        return keyStore("server", password);
    }

    /** Returns one with a certificate for another host name. */
    public Path keyStoreOfAnotherHost(String password) {
        request("another-host", "DNS:another.example.org");
        sign("another-host", "-days", "2");
        return keyStore("another-host", password);
    }

    /** Returns one with a certificate for {@code localhost} that has expired. */
    public Path expiredKeyStore(String password) {
        request("expired", "DNS:localhost");
        sign("expired", "-startdate", "20240101000000Z", "-enddate", "20240201000000Z");
        return keyStore("expired", password);
    }

    /** Returns this command, changed so that the system trusts this authority only. Requires root. */
    public List<String> trustedBy(List<String> command) {
        Path trusted = folder.resolve("trusted");
        try {
            Files.createDirectories(trusted);
            // The names that Debian's ca-certificates uses.
            Files.copy(certificates(), trusted.resolve("ca-certificates.crt"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        openssl(List.of("rehash", trusted.toString()));
        List<String> changed = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c"));
        changed.addAll(List.of("mount --bind \"$0\" /etc/ssl/certs && exec \"$@\"", trusted.toString()));
        changed.addAll(command);
        return changed;
    }

    private Path keyStore(String name, String password) {
        List<String> arguments = new ArrayList<>(List.of("pkcs12", "-export", "-passout", "pass:" + password));
        arguments.addAll(
                List.of("-in", file(name + ".pem"), "-inkey", file(name + ".key"), "-out", file(name + ".p12")));
        openssl(arguments);
        return folder.resolve(name + ".p12");
    }

    private void request(String name, String serverNames) {
        openssl(List.of(
                "req",
                "-new",
                "-newkey",
                "rsa:2048",
                "-noenc",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=" + serverNames,
                "-keyout",
                file(name + ".key"),
                "-out",
                file(name + ".csr")));
    }

    /** Signs with "openssl ca", because only that command can write a time in the past. */
    private void sign(String name, String... validity) {
        try {
            Files.writeString(folder.resolve("index.txt"), "");
            Files.writeString(folder.resolve("ca.cnf"), """
                    [ca]
                    default_ca = authority
                    [authority]
                    database = %1$s/index.txt
                    new_certs_dir = %1$s
                    certificate = %1$s/authority.pem
                    private_key = %1$s/authority.key
                    default_md = sha256
                    policy = names
                    copy_extensions = copy
                    rand_serial = yes
                    [names]
                    commonName = supplied
                    """.formatted(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> arguments = new ArrayList<>(List.of("ca", "-batch", "-notext", "-config", file("ca.cnf")));
        arguments.addAll(List.of("-in", file(name + ".csr"), "-out", file(name + ".pem")));
        arguments.addAll(List.of(validity));
        openssl(arguments);
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
