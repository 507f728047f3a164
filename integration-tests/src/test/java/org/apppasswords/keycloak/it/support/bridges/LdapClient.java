package org.apppasswords.keycloak.it.support.bridges;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.server.Program;

/** The LDAP clients of OpenLDAP, which bind as one entry. Their exit status is LDAP's result code (RFC 4511, appendix A). */
public final class LdapClient {

    private final String url;
    private final String dn;
    private final String password;
    private final List<String> environment;
    private final List<String> options;

    /** Creates one that binds with this password; without a bind if the DN and the password are empty. */
    public LdapClient(String url, String dn, String password) {
        this(url, dn, password, List.of(), List.of());
    }

    private LdapClient(String url, String dn, String password, List<String> environment, List<String> options) {
        this.url = url;
        this.dn = dn;
        this.password = password;
        this.environment = environment;
        this.options = options;
    }

    /** Returns a client that trusts certificates of this authority. */
    public LdapClient trusting(Path authority) {
        return new LdapClient(url, dn, password, List.of("LDAPTLS_CACERT=" + authority), options);
    }

    /** Returns a client that upgrades its connection to TLS before it binds. */
    public LdapClient withStartTls() {
        return new LdapClient(url, dn, password, environment, List.of("-ZZ"));
    }

    /** Returns a client that connects to this port with TLS. */
    public LdapClient overLdaps(int port) {
        return new LdapClient("ldaps://127.0.0.1:" + port, dn, password, environment, options);
    }

    /** Binds, and asks who it is. */
    public Program.Result whoami() {
        return run("ldapwhoami");
    }

    /** Returns the result code of a bind. */
    public int bind() {
        return whoami().status();
    }

    /** Searches below this base; the filter and the attributes follow the options. */
    public Program.Result search(String base, String... more) {
        return run(
                "ldapsearch",
                Stream.concat(Stream.of("-LLL", "-o", "ldif-wrap=no", "-b", base), Arrays.stream(more))
                        .toArray(String[]::new));
    }

    /** Returns the DNs that a search finds. */
    public List<String> find(String base, String filter) {
        return search(base, filter, "1.1")
                .output()
                .lines()
                .filter(line -> line.startsWith("dn: "))
                .map(line -> line.substring("dn: ".length()))
                .toList();
    }

    /** Runs one of the programs. */
    public Program.Result run(String program, String... more) {
        return runReading("", program, more);
    }

    /** Runs one of the programs with this standard input. */
    public Program.Result runReading(String input, String program, String... more) {
        List<String> command = new ArrayList<>(List.of("env"));
        command.addAll(environment);
        command.addAll(List.of(program, "-x", "-o", "nettimeout=20", "-H", url));
        command.addAll(options);
        if (!dn.isEmpty()) {
            command.addAll(List.of("-D", dn, "-w", password));
        }
        command.addAll(List.of(more));
        return new Program(command).reading(input).run();
    }
}
