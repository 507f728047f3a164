package org.apppasswords.keycloak.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.dd.plist.NSArray;
import com.dd.plist.NSDictionary;
import com.dd.plist.NSObject;
import com.dd.plist.PropertyListParser;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apppasswords.keycloak.secret.AppPassword;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileContentTest {

    private static final String FILE = "Phone.mobileconfig";
    private static final AppPassword SECRET = AppPassword.generate();
    private static final ProfileTexts TEXTS = texts("App password “Phone”");

    @Test
    void mailAndCalendarAreSetUp() {
        NSDictionary profile =
                parse(profile("id", Attributes.ALICE, everything()).orElseThrow());

        assertThat(text(profile, "PayloadType")).isEqualTo("Configuration");
        assertThat(text(profile, "PayloadDisplayName")).isEqualTo("App password “Phone”");
        assertThat(profile.get("PayloadRemovalDisallowed").toJavaObject()).isEqualTo(false);
        assertThat(payload(profile, "com.apple.mail.managed").toJavaObject())
                .isEqualTo(Map.ofEntries(
                        entry("PayloadType", "com.apple.mail.managed"),
                        entry("PayloadVersion", 1),
                        entry("PayloadIdentifier", "org.apppasswords." + PayloadId.of("id", "mail:dovecot")),
                        entry("PayloadUUID", PayloadId.of("id", "mail:dovecot").toString()),
                        entry("PayloadDisplayName", "Mail"),
                        entry("EmailAccountDescription", "Example University"),
                        entry("EmailAccountName", "Alice Archer"),
                        entry("EmailAccountType", "EmailTypeIMAP"),
                        entry("EmailAddress", "alice@example.org"),
                        entry("IncomingMailServerAuthentication", "EmailAuthPassword"),
                        entry("IncomingMailServerHostName", "imap.example.org"),
                        entry("IncomingMailServerPortNumber", 993),
                        entry("IncomingMailServerUseSSL", true),
                        entry("IncomingMailServerUsername", "alice"),
                        entry("IncomingPassword", SECRET.letters()),
                        entry("OutgoingMailServerAuthentication", "EmailAuthPassword"),
                        entry("OutgoingMailServerHostName", "smtp.example.org"),
                        entry("OutgoingMailServerPortNumber", 587),
                        entry("OutgoingMailServerUseSSL", true),
                        entry("OutgoingMailServerUsername", "alice@example.org"),
                        entry("OutgoingPassword", SECRET.letters()),
                        entry("OutgoingPasswordSameAsIncomingPassword", true)));
        assertThat(payload(profile, "com.apple.caldav.account").toJavaObject())
                .isEqualTo(Map.ofEntries(
                        entry("PayloadType", "com.apple.caldav.account"),
                        entry("PayloadVersion", 1),
                        entry("PayloadIdentifier", "org.apppasswords." + PayloadId.of("id", "caldav:radicale")),
                        entry(
                                "PayloadUUID",
                                PayloadId.of("id", "caldav:radicale").toString()),
                        entry("PayloadDisplayName", "Calendar"),
                        entry("CalDAVAccountDescription", "Example University"),
                        entry("CalDAVHostName", "dav.example.org"),
                        entry("CalDAVPort", 8080),
                        entry("CalDAVUseSSL", false),
                        entry("CalDAVUsername", "alice"),
                        entry("CalDAVPassword", SECRET.letters()),
                        entry("CalDAVPrincipalURL", "/alice/")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"alice", "a&b<c>]]>\"'", "a\u0000\u001b\u0007\uFFFE\uD800b", "名前\uD83D\uDCF1", "&amp;", "<!--"})
    void everyPayloadFollowsApplesSchema(String name) {
        Owner owner = new Owner(name, Optional.of("x@example.org"), Optional.of(name));
        NSDictionary profile = parse(new ProfileContent(SECRET, "id", owner, texts(name))
                .of(connections(owner, everything()), FILE)
                .orElseThrow());

        assertThat(PayloadSchema.topLevel().violations(profile)).isEmpty();
        assertThat(payloads(profile))
                .hasSize(2)
                .allSatisfy(payload -> assertThat(
                                PayloadSchema.of(text(payload, "PayloadType")).violations(payload))
                        .isEmpty());
    }

    @Test
    void theSchemaCheckFindsViolations() {
        NSDictionary mail = new NSDictionary();
        mail.put("EmailAccountType", "EmailTypeNNTP");
        mail.put("IncomingMailServerPortNumber", "993");
        mail.put("Colour", "blue");
        mail.put("PayloadVersion", 2);

        assertThat(PayloadSchema.of("com.apple.mail.managed").violations(mail))
                .contains(
                        "PayloadUUID is missing",
                        "IncomingMailServerHostName is missing",
                        "IncomingMailServerPortNumber must be <integer>",
                        "EmailAccountType must be one of [EmailTypeIMAP, EmailTypePOP]",
                        "PayloadVersion must be one of [1]",
                        "Colour is unknown");
    }

    @ParameterizedTest
    @CsvSource({
        "'a&b<c>]]>\"''', 'a&b<c>]]>\"'''",
        "'a\u0000\u001bb', ab",
        "&amp;, &amp;",
        "<!--, <!--",
        "'\uD83D\uDCF1', '\uD83D\uDCF1'"
    })
    void textsAreKeptExceptForCharactersThatXmlDoesNotAllow(String name, String arrives) {
        Owner owner = new Owner(name, Optional.of("x@example.org"), Optional.of(name));
        NSDictionary profile = parse(new ProfileContent(SECRET, "id", owner, texts(name))
                .of(connections(owner, everything()), FILE)
                .orElseThrow());

        assertThat(text(profile, "PayloadDisplayName")).isEqualTo(arrives);
        assertThat(text(payload(profile, "com.apple.mail.managed"), "EmailAccountName"))
                .isEqualTo(arrives);
        assertThat(text(payload(profile, "com.apple.mail.managed"), "IncomingMailServerUsername"))
                .isEqualTo(arrives);
    }

    @Test
    void installingAProfileAgainReplacesIt() {
        String first =
                profile("one", Attributes.ALICE, everything()).orElseThrow().content();

        assertThat(profile("one", Attributes.ALICE, everything()).orElseThrow().content())
                .isEqualTo(first);
        assertThat(uuids(first)).hasSize(3).doesNotHaveDuplicates();
        assertThat(uuids(profile("other", Attributes.ALICE, everything())
                        .orElseThrow()
                        .content()))
                .doesNotContainAnyElementsOf(uuids(first));
        assertThat(uuids(first)).allSatisfy(uuid -> {
            assertThat(UUID.fromString(uuid).version()).isEqualTo(8);
            assertThat(UUID.fromString(uuid).variant()).isEqualTo(2);
        });
    }

    @Test
    void mailRequiresServersOfBothKindsAndAnEmailAddress() {
        Owner noEmail = new Owner("alice", Optional.empty(), Optional.empty());
        Attributes imap = Attributes.of("dovecot").with("imap.host", "imap.example.org");
        Attributes smtp = Attributes.of("postfix").with("smtp.host", "smtp.example.org");

        assertThat(profile("id", Attributes.ALICE, imap)).isEmpty();
        assertThat(profile("id", Attributes.ALICE, smtp)).isEmpty();
        assertThat(profile("id", noEmail, imap, smtp)).isEmpty();
        assertThat(profile("id", Attributes.ALICE, imap, smtp)).isPresent();
        assertThat(profile("id", Attributes.ALICE, Attributes.of("ldap").with("ldap.host", "ldap.example.org")))
                .isEmpty();
        assertThat(profile("id", noEmail, Attributes.of("dav").with("caldav.host", "dav.example.org")))
                .isPresent();
    }

    @Test
    void aServiceWithBothServersSendsWithItsOwn() {
        NSDictionary profile = parse(profile(
                        "id",
                        Attributes.ALICE,
                        Attributes.of("a").with("smtp.host", "smtp.a.example"),
                        Attributes.of("b").with("imap.host", "imap.b.example").with("smtp.host", "smtp.b.example"),
                        Attributes.of("c").with("imap.host", "imap.c.example"))
                .orElseThrow());

        assertThat(payloads(profile))
                .extracting(payload -> text(payload, "OutgoingMailServerHostName"))
                .containsExactly("smtp.b.example", "smtp.a.example");
    }

    @Test
    void withoutAPathTheDeviceFindsTheCalendarsItself() {
        NSDictionary profile =
                parse(profile("id", Attributes.ALICE, Attributes.of("dav").with("caldav.host", "dav.example.org"))
                        .orElseThrow());

        assertThat(payload(profile, "com.apple.caldav.account").containsKey("CalDAVPrincipalURL"))
                .isFalse();
    }

    @Test
    void toStringDoesNotContainThePassword() {
        AppleProfile profile = profile("id", Attributes.ALICE, everything()).orElseThrow();
        ConnectionSettings settings = new ConnectionSettings(List.of(), Optional.of(profile), Optional.empty());

        assertThat(profile.content()).contains(SECRET.letters());
        assertThat(profile + " " + settings).contains(FILE).doesNotContain(SECRET.letters());
    }

    private static Attributes[] everything() {
        return new Attributes[] {
            Attributes.of("dovecot").with("imap.host", "imap.example.org"),
            Attributes.of("postfix")
                    .with("smtp.host", "smtp.example.org")
                    .with("smtp.security", "starttls")
                    .with("smtp.username", "{email}"),
            Attributes.of("radicale")
                    .with("caldav.host", "dav.example.org")
                    .with("caldav.security", "none")
                    .with("caldav.port", "8080")
                    .with("caldav.path", "/{username}/"),
            Attributes.of("ldap-bridge").with("ldap.host", "ldap.example.org")
        };
    }

    @Test
    void itSaysWhatItContains() {
        Owner owner = new Owner("alice", Optional.of("alice@example.org"), Optional.empty());
        Attributes imap = Attributes.of("dovecot").with("imap.host", "imap.example.org");
        Attributes smtp = Attributes.of("postfix").with("smtp.host", "smtp.example.org");
        Attributes calendar = Attributes.of("radicale").with("caldav.host", "dav.example.org");

        assertThat(profile("id", owner, imap, smtp, calendar).orElseThrow().contents())
                .containsExactly("mail", "calendar");
        assertThat(profile("id", owner, imap, smtp).orElseThrow().contents()).containsExactly("mail");
        assertThat(profile("id", owner, imap, calendar).orElseThrow().contents())
                .containsExactly("calendar");
        assertThat(profile("id", owner, imap)).isEmpty();
    }

    private static Optional<AppleProfile> profile(String credentialId, Owner owner, Attributes... attributes) {
        return new ProfileContent(SECRET, credentialId, owner, TEXTS).of(connections(owner, attributes), FILE);
    }

    private static List<Connection> connections(Owner owner, Attributes... attributes) {
        return Arrays.stream(attributes)
                .flatMap(client -> client.connections(owner).stream())
                .toList();
    }

    private static ProfileTexts texts(String name) {
        return new ProfileTexts(name, "Sets up your account.", "Mail", "Calendar", "Example University");
    }

    private static NSDictionary parse(AppleProfile profile) {
        try {
            return (NSDictionary) PropertyListParser.parse(profile.content().getBytes(StandardCharsets.UTF_8));
        } catch (Exception e) {
            throw new AssertionError(profile.content(), e);
        }
    }

    private static NSDictionary payload(NSDictionary profile, String type) {
        return payloads(profile).stream()
                .filter(payload -> text(payload, "PayloadType").equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static List<NSDictionary> payloads(NSDictionary profile) {
        NSObject[] payloads = ((NSArray) profile.get("PayloadContent")).getArray();
        return Stream.of(payloads).map(NSDictionary.class::cast).toList();
    }

    private static List<String> uuids(String content) {
        return Pattern.compile("<key>PayloadUUID</key>\\s*<string>([^<]*)</string>")
                .matcher(content)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static String text(NSDictionary dictionary, String key) {
        return dictionary.get(key).toString();
    }

    private static Map.Entry<String, Object> entry(String key, Object value) {
        return Map.entry(key, value);
    }
}
