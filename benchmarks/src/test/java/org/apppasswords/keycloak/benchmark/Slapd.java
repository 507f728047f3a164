package org.apppasswords.keycloak.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.server.Daemon;
import org.apppasswords.keycloak.it.support.server.Program;
import org.keycloak.testframework.util.FileUtils;

/** OpenLDAP with local entries and hashes: the floor for an LDAP server that asks Keycloak. */
final class Slapd implements AutoCloseable {

    private static final Duration ENOUGH = Duration.ofMinutes(5);

    private static final String CONFIG = """
            include /etc/ldap/schema/core.schema
            include /etc/ldap/schema/cosine.schema
            include /etc/ldap/schema/inetorgperson.schema
            modulepath /usr/lib/ldap
            moduleload back_mdb
            pidfile %1$s/slapd.pid
            loglevel none
            sizelimit unlimited
            database mdb
            suffix "%2$s"
            directory %1$s/db
            maxsize 4294967296
            index objectClass eq
            index uid eq
            access to attrs=userPassword
                by anonymous auth
                by * none
            access to *
                by users read
                by anonymous auth
            """;

    private static final String TOP = """
            dn: %s
            objectClass: dcObject
            objectClass: organization
            dc: example
            o: Example

            dn: %s
            objectClass: organizationalUnit
            ou: people

            """;

    private static final String PERSON = """
            dn: uid=%1$s,%2$s
            objectClass: inetOrgPerson
            uid: %1$s
            cn: Test User
            givenName: Test
            sn: User
            mail: %1$s@example.org
            userPassword: %3$s

            """;

    private final Path folder;
    private final LdapConnections connections;
    private final Daemon daemon;

    private Slapd(Path folder, LdapConnections connections, Daemon daemon) {
        this.folder = folder;
        this.connections = connections;
        this.daemon = daemon;
    }

    /** Starts one with an entry for each of these people, with their first app password. */
    static Slapd of(People people) {
        try {
            Path folder = Files.createTempDirectory("slapd");
            Files.createDirectory(folder.resolve("db"));
            Path config =
                    Files.writeString(folder.resolve("slapd.conf"), CONFIG.formatted(folder, LdapConnections.SUFFIX));
            Path ldif = folder.resolve("people.ldif");
            write(people, ldif);
            Program.Result filled = new Program(
                            "/usr/sbin/slapadd", "-q", "-f", config.toString(), "-l", ldif.toString())
                    .within(ENOUGH)
                    .run();
            if (filled.status() != 0) {
                throw new IllegalStateException(filled.output());
            }
            Files.delete(ldif);
            LdapConnections connections =
                    new LdapConnections(Ports.free(), LdapConnections.dn(people.username(0)), people.secret(0, 0));
            // With -d, it stays in the foreground.
            List<String> command = List.of(
                    "/usr/sbin/slapd",
                    "-d",
                    "0",
                    "-h",
                    "ldap://127.0.0.1:" + connections.port(),
                    "-f",
                    config.toString());
            Daemon daemon = new Daemon(command, Map.of(), folder.resolve("slapd.log"), connections::answers);
            return new Slapd(folder, connections, daemon);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LdapConnections connections() {
        return connections;
    }

    long pid() {
        try {
            return Long.parseLong(Files.readString(folder.resolve("slapd.pid")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        daemon.close();
        FileUtils.delete(folder.toFile());
    }

    private static void write(People people, Path ldif) throws IOException {
        try (Writer file = Files.newBufferedWriter(ldif)) {
            file.write(TOP.formatted(LdapConnections.SUFFIX, LdapConnections.PEOPLE));
            for (int user = 0; user < people.count(); user++) {
                file.write(PERSON.formatted(
                        people.username(user), LdapConnections.PEOPLE, salted(people.secret(user, 0), user)));
            }
        }
    }

    // slapd's own default.
    private static String salted(String password, int user) {
        try {
            byte[] salt = String.format("%08x", user).getBytes(StandardCharsets.US_ASCII);
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(password.getBytes(StandardCharsets.US_ASCII));
            byte[] hash = sha1.digest(salt);
            byte[] all = new byte[hash.length + salt.length];
            System.arraycopy(hash, 0, all, 0, hash.length);
            System.arraycopy(salt, 0, all, hash.length, salt.length);
            return "{SSHA}" + Base64.getEncoder().encodeToString(all);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
