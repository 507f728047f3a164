package org.apppasswords.keycloak.it.support.bridges;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apppasswords.keycloak.it.support.fixtures.Created;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.server.Program;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.keycloak.common.util.MultivaluedHashMap;
import org.keycloak.representations.idm.ComponentRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.util.FileUtils;

/**
 * An LDAP directory (OpenLDAP) whose entries are users of the realm. Their account password is only in the directory.
 * It logs its requests, and can be stopped for a while.
 */
public final class Directory implements AutoCloseable {

    private static final String SUFFIX = "dc=example,dc=org";
    private static final String PEOPLE = "ou=people," + SUFFIX;
    private static final String ROLES = "ou=roles," + SUFFIX;
    private static final String MANAGER = "cn=manager," + SUFFIX;

    private static final String CONFIG = """
            include /etc/ldap/schema/core.schema
            include /etc/ldap/schema/cosine.schema
            include /etc/ldap/schema/inetorgperson.schema
            modulepath /usr/lib/ldap
            moduleload back_mdb
            pidfile %1$s/slapd.pid
            database mdb
            suffix "%2$s"
            rootdn "%3$s"
            rootpw "%4$s"
            directory %1$s/db
            maxsize 16777216
            """;

    private final Path folder;
    private final int port;
    private Process process;

    private Directory(Path folder) {
        this.folder = folder;
        // Fixed, because it must be the same after a restart.
        this.port = BridgeScript.freePort();
    }

    /** Creates a directory with these users. */
    public static Directory of(String... usernames) {
        try {
            Path folder = Files.createTempDirectory("directory");
            Directory directory = new Directory(folder);
            Files.createDirectory(folder.resolve("db"));
            Files.writeString(
                    folder.resolve("slapd.conf"), CONFIG.formatted(folder, SUFFIX, MANAGER, TestUsers.PASSWORD));
            Program.Result filled = new Program(
                            "/usr/sbin/slapadd",
                            "-f",
                            folder.resolve("slapd.conf").toString())
                    .reading(people(usernames))
                    .run();
            if (filled.status() != 0) {
                throw new IllegalStateException(filled.output());
            }
            directory.restart();
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds it to the realm until the end of the test, without import and cache. */
    public void joinTo(ManagedRealm realm) {
        joinTo(realm, Map.of("importEnabled", "false", "cachePolicy", "NO_CACHE"));
    }

    /**
     * Adds it with these settings of Keycloak's LDAP provider; by default, users are imported, read-only. Returns the
     * id of the provider's component.
     */
    public String joinTo(ManagedRealm realm, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.ofEntries(
                Map.entry("enabled", "true"),
                Map.entry("vendor", "other"),
                Map.entry("connectionUrl", "ldap://127.0.0.1:" + port),
                Map.entry("connectionTimeout", "2000"),
                Map.entry("bindDn", MANAGER),
                Map.entry("bindCredential", TestUsers.PASSWORD),
                Map.entry("authType", "simple"),
                Map.entry("usersDn", PEOPLE),
                Map.entry("usernameLDAPAttribute", "uid"),
                Map.entry("rdnLDAPAttribute", "uid"),
                Map.entry("uuidLDAPAttribute", "entryUUID"),
                Map.entry("userObjectClasses", "inetOrgPerson"),
                Map.entry("editMode", "READ_ONLY"),
                Map.entry("importEnabled", "true"),
                Map.entry("pagination", "false")));
        all.putAll(settings);
        ComponentRepresentation component = new ComponentRepresentation();
        component.setName("directory");
        component.setParentId(realm.admin().toRepresentation().getId());
        component.setProviderType("org.keycloak.storage.UserStorageProvider");
        component.setProviderId("ldap");
        component.setConfig(new MultivaluedHashMap<>());
        all.forEach((key, value) -> component.getConfig().put(key, List.of(value)));
        String id = Created.id(realm.admin().components().add(component));
        realm.cleanup().add(r -> r.components().component(id).remove());
        return id;
    }

    /** Shows an attribute of the entries as this attribute of the users, after {@link #joinTo} has returned this id. */
    public void show(ManagedRealm realm, String id, String entryAttribute, String userAttribute) {
        map(
                realm,
                id,
                "user-attribute-ldap-mapper",
                Map.of(
                        "ldap.attribute",
                        entryAttribute,
                        "user.model.attribute",
                        userAttribute,
                        "read.only",
                        "true",
                        "always.read.value.from.ldap",
                        "false"));
    }

    /** Gives users the realm roles that {@link #giveRole} assigns, after {@link #joinTo} has returned this id. */
    public void mapRoles(ManagedRealm realm, String id) {
        add("""
                dn: %s
                objectClass: organizationalUnit
                ou: roles
                """.formatted(ROLES));
        map(
                realm,
                id,
                "role-ldap-mapper",
                Map.of(
                        "roles.dn",
                        ROLES,
                        "role.name.ldap.attribute",
                        "cn",
                        "role.object.classes",
                        "groupOfNames",
                        "membership.ldap.attribute",
                        "member",
                        "membership.attribute.type",
                        "DN",
                        "membership.user.ldap.attribute",
                        "uid",
                        "mode",
                        "READ_ONLY",
                        "user.roles.retrieve.strategy",
                        "LOAD_ROLES_BY_MEMBER_ATTRIBUTE",
                        "use.realm.roles.mapping",
                        "true"));
    }

    /** Makes the user the only member of this role's group. Keycloak does not notice it. */
    public void giveRole(String username, String role) {
        add("""
                dn: cn=%1$s,%2$s
                objectClass: groupOfNames
                cn: %1$s
                member: %3$s
                """.formatted(role, ROLES, dn(username)));
    }

    /** Deletes this role's group. */
    public void removeRole(String role) {
        change("ldapdelete", "cn=" + role + "," + ROLES, "");
    }

    private static void map(ManagedRealm realm, String id, String kind, Map<String, String> settings) {
        ComponentRepresentation mapper = new ComponentRepresentation();
        mapper.setName(kind);
        mapper.setParentId(id);
        mapper.setProviderType("org.keycloak.storage.ldap.mappers.LDAPStorageMapper");
        mapper.setProviderId(kind);
        mapper.setConfig(new MultivaluedHashMap<>());
        settings.forEach((key, value) -> mapper.getConfig().put(key, List.of(value)));
        Created.check(realm.admin().components().add(mapper));
    }

    /** Returns the number of binds as this user, successful or not. */
    public long signIns(String username) {
        String bind = " BIND dn=\"uid=" + username + "," + PEOPLE + "\"";
        return log().lines()
                .filter(line -> line.contains(bind) && line.contains(" method="))
                .count();
    }

    /** Returns the number of requests. */
    public long questions() {
        return log().lines().filter(line -> line.contains(" SRCH base=")).count();
    }

    /** Returns the number of connections that it has logged. */
    public long connections() {
        return log().lines().filter(line -> line.contains(" ACCEPT from ")).count();
    }

    /** Returns its log. */
    public String log() {
        try {
            return Files.readString(folder.resolve("slapd.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces a user's entry by another one with the same name: a different person with a different entry ID. */
    public void recreate(String username) {
        delete(username);
        change("ldapadd", "", person(username));
    }

    /** Adds entries. */
    public void add(String ldif) {
        change("ldapadd", "", ldif);
    }

    /** Returns its URL. */
    public String url() {
        return "ldap://127.0.0.1:" + port;
    }

    /** Gives a user's entry another name. It is the same entry, with the same entry ID. */
    public void rename(String username, String newName) {
        change("ldapmodrdn", "", dn(username) + "\nuid=" + newName + "\n", "-r");
    }

    /** Changes an attribute of a user's entry. */
    public void set(String username, String attribute, String value) {
        change("ldapmodify", "", """
                dn: %s
                changetype: modify
                replace: %s
                %2$s: %s
                """.formatted(dn(username), attribute, value));
    }

    /** Deletes a user's entry. */
    public void delete(String username) {
        change("ldapdelete", dn(username), "");
    }

    private static String dn(String username) {
        return "uid=" + username + "," + PEOPLE;
    }

    private void change(String program, String dn, String input, String... options) {
        List<String> command = new ArrayList<>(
                List.of(program, "-x", "-H", "ldap://127.0.0.1:" + port, "-D", MANAGER, "-w", TestUsers.PASSWORD));
        command.addAll(List.of(options));
        if (!dn.isEmpty()) {
            command.add(dn);
        }
        Program.Result result = new Program(command).reading(input).run();
        if (result.status() != 0) {
            throw new IllegalStateException(result.output());
        }
    }

    /** Stops it. */
    public void stop() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    /** Suspends it: requests wait as if the network dropped them. */
    public void freeze() {
        signal("STOP");
    }

    /** Resumes it; it then answers the requests that arrived in the meantime. */
    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        Program.Result result = new Program("kill", "-" + name, String.valueOf(process.pid())).run();
        if (result.status() != 0) {
            throw new IllegalStateException(result.output());
        }
    }

    /** Starts it again at the same address. */
    public void restart() {
        try {
            process = new ProcessBuilder(
                            "/usr/sbin/slapd",
                            "-d",
                            "stats",
                            "-h",
                            "ldap://127.0.0.1:" + port,
                            "-f",
                            folder.resolve("slapd.conf").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("slapd.log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Waiting.until("the directory answers", this::answers);
    }

    @Override
    public void close() {
        stop();
        FileUtils.delete(folder.toFile());
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String people(String... usernames) {
        return Arrays.stream(usernames)
                .map(Directory::person)
                .collect(Collectors.joining("\n", """
                        dn: %s
                        objectClass: dcObject
                        objectClass: organization
                        dc: example
                        o: Example

                        dn: %s
                        objectClass: organizationalUnit
                        ou: people

                        """.formatted(SUFFIX, PEOPLE), ""));
    }

    private static String person(String username) {
        return """
                dn: uid=%1$s,%2$s
                objectClass: inetOrgPerson
                uid: %1$s
                cn: Test
                sn: User
                employeeType: staff
                mail: %1$s@example.org
                userPassword: %3$s
                """.formatted(username, PEOPLE, TestUsers.PASSWORD);
    }
}
