package org.apppasswords.keycloak.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionAttributesTest {

    @ParameterizedTest
    @CsvSource({
        "imap, , 993",
        "imap, tls, 993",
        "imap, starttls, 143",
        "imap, none, 143",
        "smtp, , 465",
        "smtp, tls, 465",
        "smtp, starttls, 587",
        "smtp, none, 587",
        "caldav, , 443",
        "caldav, tls, 443",
        "caldav, none, 80",
        "ldap, , 636",
        "ldap, tls, 636",
        "ldap, starttls, 389",
        "ldap, none, 389"
    })
    void theDefaultPortDependsOnProtocolAndSecurity(String protocol, String security, int port) {
        Attributes attributes = Attributes.of("ports").with(protocol + ".host", "mail.example.org");
        if (security != null) {
            attributes.with(protocol + ".security", security);
        }

        assertThat(attributes.connections(Attributes.ALICE)).singleElement().satisfies(connection -> {
            assertThat(connection.protocol().code()).isEqualTo(protocol);
            assertThat(connection.port()).isEqualTo(port);
            assertThat(connection.security().code()).isEqualTo(security == null ? "tls" : security);
            assertThat(connection.username()).isEqualTo("alice");
            assertThat(connection.service()).isEqualTo("Service ports");
        });
    }

    @Test
    void aClientDescribesSeveralProtocols() {
        assertThat(Attributes.of("several")
                        .with("smtp.host", "smtp.example.org")
                        .with("imap.host", " IMAP.example.org ")
                        .with("imap.port", "1143")
                        .with("imap.security", "none")
                        .with("pop3.host", "pop3.example.org")
                        .connections(Attributes.ALICE))
                .extracting(Connection::protocol, Connection::host, Connection::port)
                .containsExactly(
                        tuple(Protocol.IMAP, "imap.example.org", 1143), tuple(Protocol.SMTP, "smtp.example.org", 465));
    }

    /** Every page with settings reads the attributes of all services. */
    @ParameterizedTest
    @CsvSource({"caldav.path", "caldav.username", "caldav.host", "caldav.port", "caldav.security"})
    void anAttributeOfHundredThousandCharactersIsInvalid(String name) {
        assertThat(Attributes.of("long")
                        .with("caldav.host", "dav.example.org")
                        .with(name, "/" + "a".repeat(100_000))
                        .templates())
                .isEmpty();
    }

    @Test
    void aLongPathIsValid() {
        assertThat(Attributes.of("path")
                        .with("caldav.host", "dav.example.org")
                        .with("caldav.path", "/" + "a%2F".repeat(249))
                        .templates())
                .hasSize(1);
    }

    @Test
    void aConnectionRequiresAHost() {
        assertThat(Attributes.of("none").templates()).isEmpty();
        assertThat(Attributes.of("none").with("imap.port", "993").templates()).isEmpty();
        assertThat(Attributes.of("none").with("imap.host", " ").templates()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "port, 0",
        "port, 65536",
        "port, 99999999999",
        "port, -1",
        "port, +1",
        "port, 99a",
        "port, ٣",
        "port, 1 2",
        "security, ssl",
        "security, TLS",
        "security, 'tls,none'",
        "host, 'a b'",
        "host, -a.example.org",
        "host, a..example.org",
        "host, .example.org",
        "host, a_b",
        "host, a:1",
        "host, https://example.org",
        "host, example.org/",
        "host, '<b>'",
        "host, [::1]",
        "host, 'a\u0000b'",
        "username, {user}",
        "username, '{username'",
        "username, 'username}'",
        "username, {}",
        "username, {{username}}"
    })
    void aConnectionWithAnInvalidAttributeIsLeftOut(String name, String value) {
        assertThat(Attributes.of("invalid")
                        .with("imap.host", "imap.example.org")
                        .with("imap." + name, value)
                        .with("smtp.host", "smtp.example.org")
                        .templates())
                .extracting(ConnectionTemplate::protocol)
                .containsExactly(Protocol.SMTP);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "example.org, example.org",
                "'example.org, example.net', example.org example.net",
                "' Example.ORG ;\nexample.net  example.org,', example.org example.net",
                "bücher.example, xn--bcher-kva.example",
                "'example.org, alice@example.net', example.org",
                "'localhost, 192.0.2.7, <b>.org', ''",
                "' ', ''",
                "-, ''"
            })
    void mailDomainsAreSeparatedByCommasOrSpaces(String text, String domains) {
        Attributes attributes = Attributes.of("mail");
        if (text != null) {
            attributes.with("mail.domains", text);
        }

        assertThat(String.join(" ", attributes.mailDomains())).isEqualTo(domains);
    }

    @Test
    void hostNamesHaveAMaximumLength() {
        String label = "a".repeat(63);

        assertThat(HostName.parse(label + ".org")).isPresent();
        assertThat(HostName.parse(label + "a.org")).isEmpty();
        assertThat(HostName.parse(String.join(".", label, label, label, "a".repeat(61))))
                .isPresent();
        assertThat(HostName.parse(String.join(".", label, label, label, "a".repeat(62))))
                .isEmpty();
    }

    @Test
    void internationalHostNamesAreConvertedToAscii() {
        assertThat(HostName.parse("bücher.example")).hasValue("xn--bcher-kva.example");
        assertThat(HostName.parse("192.0.2.7")).hasValue("192.0.2.7");
        assertThat(HostName.parse("localhost")).hasValue("localhost");
    }

    @Test
    void calendarsDoNotSupportStartTls() {
        assertThat(Attributes.of("calendars")
                        .with("caldav.host", "dav.example.org")
                        .with("caldav.security", "starttls")
                        .templates())
                .isEmpty();
    }

    @Test
    void calendarsHaveAUrl() {
        assertThat(List.of(
                        calendar("dav.example.org", "443", "tls", null),
                        calendar("dav.example.org", "8443", "tls", "/dav/{username}/"),
                        calendar("localhost", "5232", "none", "/%7Bx%7D;a=b")))
                .containsExactly(
                        "https://dav.example.org/",
                        "https://dav.example.org:8443/dav/o%27%20neil%2F..%2F%7Bemail%7D/",
                        "http://localhost:5232/%7Bx%7D;a=b");
    }

    private static String calendar(String host, String port, String security, String path) {
        Attributes attributes = Attributes.of("calendars")
                .with("caldav.host", host)
                .with("caldav.port", port)
                .with("caldav.security", security);
        if (path != null) {
            attributes.with("caldav.path", path);
        }
        Owner hostile = new Owner("o' neil/../{email}", Optional.empty(), Optional.empty());
        return attributes.connections(hostile).get(0).url().orElseThrow().text();
    }

    @ParameterizedTest
    @CsvSource({"dav", "'/a b'", "/a?b", "/a#b", "/%zz", "/{user}", "https://example.org/", "'/\"'"})
    void aConnectionWithAnInvalidPathIsLeftOut(String path) {
        assertThat(Attributes.of("calendars")
                        .with("caldav.host", "dav.example.org")
                        .with("caldav.path", path)
                        .templates())
                .isEmpty();
    }

    @Test
    void theUserNameFollowsATemplate() {
        Attributes attributes = Attributes.of("templates")
                .with("imap.host", "imap.example.org")
                .with("imap.username", "{username}*{email}$1\\");

        assertThat(attributes.connections(Attributes.ALICE))
                .extracting(Connection::username)
                .containsExactly("alice*alice@example.org$1\\");
    }

    @Test
    void placeholdersInAUserNameAreNotReplaced() {
        Owner hostile = new Owner("{email}$1\\", Optional.of("a@example.org"), Optional.empty());

        assertThat(Attributes.of("templates")
                        .with("imap.host", "imap.example.org")
                        .connections(hostile))
                .extracting(Connection::username)
                .containsExactly("{email}$1\\");
    }

    @Test
    void aConnectionThatNeedsAnEmailAddressIsLeftOutWithoutOne() {
        Owner noEmail = new Owner("alice", Optional.empty(), Optional.empty());

        assertThat(Attributes.of("email")
                        .with("imap.host", "imap.example.org")
                        .with("imap.username", "{email}")
                        .with("smtp.host", "smtp.example.org")
                        .connections(noEmail))
                .extracting(Connection::protocol)
                .containsExactly(Protocol.SMTP);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    alice              | alice
                    'a,b+c"d\\e<f>g;h=i'| 'a\\,b\\+c\\"d\\\\e\\<f\\>g\\;h\\=i'
                    ' a b '            | '\\ a b\\ '
                    '  '               | '\\ \\ '
                    '#a#'              | '\\#a\\#'
                    'é{email}名'        | 'é{email}名'
                    """)
    void userNamesInDistinguishedNamesAreEscaped(String username, String escaped) throws InvalidNameException {
        String dn = distinguishedName(username);

        assertThat(dn).isEqualTo("uid=" + escaped + ",ou=people,dc=example,dc=org");
        assertThat(new LdapName(dn).getRdn(3).getValue()).isEqualTo(username);
    }

    // Of the control characters, RFC 4514 requires only NUL to be escaped.
    @Test
    void nulInDistinguishedNamesIsEscaped() throws InvalidNameException {
        String dn = distinguishedName("a\0b\u0085");

        assertThat(dn).startsWith("uid=a\\00b\u0085,");
        assertThat(new LdapName(dn).getRdn(3).getValue()).isEqualTo("a\0b\u0085");
    }

    private static String distinguishedName(String username) {
        return Attributes.of("directory")
                .with("ldap.host", "ldap.example.org")
                .with("ldap.username", "uid={username},ou=people,dc=example,dc=org")
                .connections(new Owner(username, Optional.of("a@example.org"), Optional.empty()))
                .get(0)
                .username();
    }
}
