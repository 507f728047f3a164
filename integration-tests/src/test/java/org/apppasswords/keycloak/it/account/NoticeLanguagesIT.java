package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.Year;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Mail;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.representations.userprofile.config.UPConfig.UnmanagedAttributePolicy;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.mail.MailServer;
import org.keycloak.testframework.mail.annotations.InjectMailServer;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.remote.timeoffset.InjectTimeOffSet;
import org.keycloak.testframework.remote.timeoffset.TimeOffSet;

/**
 * Each notice in each language, whole: the names in it have markup, a parameter, and letters that are written from right
 * to left.
 */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class NoticeLanguagesIT {

    private static final String PHONE = "phonephonephonephonephon";
    private static final String LAPTOP = "laptoplaptoplaptoplaptop";

    private static final String REALM = "<i>Demo</i> & {0} (\u05e2\u05e8\u05d1!)";
    private static final String SERVICE = "<u>Mail</u> & {0} (\u05d3\u05d5\u05d0\u05e8!)";
    private static final String NAME = "<b>Tel</b> & {1} (\u0647\u0627\u062a\u0641!)";

    private static final String OTHER_NAME = "(\u05d8\u05dc\u05e4\u05d5\u05df) <s>2</s>";

    private static final String ADDRESS = "2001:db8:1:2:0:0:0:3";

    private static final ZoneId JAPAN = ZoneId.of("Asia/Tokyo");

    /** A quarter to seven in the morning in Japan, and the evening before in the server's zone. */
    private static final Instant END = Instant.parse("2029-03-05T21:45:00Z");

    /** What readers expect of this time in Japan. */
    private static final Map<String, String[]> END_IN_JAPAN = Map.ofEntries(
            Map.entry("ar", new String[] {"6 \u0645\u0627\u0631\u0633 2029", "6:45 \u0635"}),
            Map.entry("de", new String[] {"6. M\u00e4rz 2029", "06:45"}),
            Map.entry("en", new String[] {"March 6, 2029", "6:45"}),
            Map.entry("es", new String[] {"6 de marzo de 2029", "6:45"}),
            Map.entry("fr", new String[] {"6 mars 2029", "06:45"}),
            Map.entry("it", new String[] {"6 marzo 2029", "06:45"}),
            Map.entry("ja", new String[] {"2029\u5e743\u67086\u65e5", "6:45"}),
            Map.entry("ko", new String[] {"2029\ub144 3\uc6d4 6\uc77c", "\uc624\uc804 6:45"}),
            Map.entry("nl", new String[] {"6 maart 2029", "06:45"}),
            Map.entry("pl", new String[] {"6 marca 2029", "06:45"}),
            Map.entry("pt-BR", new String[] {"6 de mar\u00e7o de 2029", "06:45"}),
            Map.entry("uk", new String[] {"6 \u0431\u0435\u0440\u0435\u0437\u043d\u044f 2029", "06:45"}),
            Map.entry("zh-CN", new String[] {"2029\u5e743\u67086\u65e5", "6:45"}),
            Map.entry("zh-TW", new String[] {"2029\u5e743\u67086\u65e5", "6:45"}));

    @InjectMailServer
    MailServer mail;

    @InjectRealm(config = NamedRealm.class)
    ManagedRealm realm;

    @InjectTimeOffSet
    TimeOffSet clock;

    private TestUsers users;

    /** The demo's realm, with such names. */
    static final class NamedRealm extends DemoRealm {

        @Override
        public RealmBuilder configure(RealmBuilder builder) {
            RealmRepresentation realm = read();
            realm.setDisplayName(REALM);
            realm.getClients().stream()
                    .filter(client -> client.getClientId().equals("dovecot"))
                    .forEach(client -> client.getAttributes().put("app-passwords.group", SERVICE));
            realm.getRequiredActions().stream()
                    .filter(action -> action.getAlias().equals(RealmPolicy.ACTION))
                    .forEach(action -> action.getConfig().put("revoke-on-second-factor-removal", "true"));
            return RealmBuilder.update(realm);
        }
    }

    @BeforeEach
    void setUp() {
        users = new TestUsers(realm);
        UPConfig profile = realm.admin().users().userProfile().getConfiguration();
        // For the time zone.
        profile.setUnmanagedAttributePolicy(UnmanagedAttributePolicy.ADMIN_EDIT);
        realm.admin().users().userProfile().update(profile);
    }

    @ParameterizedTest
    @MethodSource("org.apppasswords.keycloak.it.support.fixtures.DemoRealm#languages")
    void aNoticeIsInTheUsersLanguageAndKeepsNamesApart(String language) {
        Person person = user(
                "reads",
                language,
                SeededAppPassword.of(PHONE).named(NAME),
                SeededAppPassword.of(LAPTOP).named("Laptop"));
        String userId = users.idOf(person);
        String page = realm.getBaseUrl() + "/account/app-passwords";

        assertThat(signIn(person)).isEqualTo(200);
        new ExpectedNotice(language, "NewNetworkSubject", "NewNetworkText")
                .names(NAME)
                .time("Time", year())
                .row("Address", ADDRESS)
                .row("Service", SERVICE)
                .advice("AdviceUnknown")
                .assertIs(notice(person, 1), REALM);

        String created = new AccountConsole(realm.getBaseUrl())
                .api(person)
                .create("{\"name\":\"" + OTHER_NAME + "\",\"lifetimeDays\":30}")
                .expect(201)
                .json()
                .path("id")
                .asText();
        new ExpectedNotice(language, "CreatedSubject", "CreatedText")
                .names(OTHER_NAME)
                .time("Time", year())
                .row("Address", "127.0.0.1")
                .time("End", "20")
                .advice("AdviceUnknown")
                .link(page)
                .assertIs(notice(person, 2), REALM);

        realm.admin().users().get(userId).removeCredential(created);
        new ExpectedNotice(language, "DeletedSubject", "RevokedByAdministratorText")
                .names(OTHER_NAME)
                .time("Time", year())
                .link(page)
                .assertIs(notice(person, 3), REALM);

        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue("a new account password");
        realm.admin().users().get(userId).resetPassword(password);
        new ExpectedNotice(language, "DeletedSeveralSubject", "RevokedPasswordChangedText")
                .names(NAME, "Laptop")
                .time("Time", year())
                .link(page)
                .assertIs(notice(person, 4), REALM);
    }

    @ParameterizedTest
    @MethodSource("org.apppasswords.keycloak.it.support.fixtures.DemoRealm#languages")
    void aNoticeAboutTheSecondFactorIsInTheUsersLanguage(String language) {
        Person person = user("loses", language, SeededAppPassword.of(PHONE).named(NAME));
        UserResource user = realm.admin().users().get(users.idOf(person));

        user.credentials().stream()
                .filter(credential -> credential.getType().equals("otp"))
                .forEach(credential -> user.removeCredential(credential.getId()));

        new ExpectedNotice(language, "DeletedSubject", "RevokedSecondFactorRemovedText")
                .names(NAME)
                .time("Time", year())
                .link(realm.getBaseUrl() + "/account/app-passwords")
                .assertIs(notice(person, 1), REALM);
    }

    /** All languages at once: each jump of the clock takes time. */
    @Test
    void anExpirationIsAnnouncedWithADateAsTheLanguageWritesIt() {
        Map<String, Person> readers = new LinkedHashMap<>();
        DemoRealm.languages()
                .forEach(language -> readers.put(
                        language,
                        user(
                                "renews",
                                language,
                                SeededAppPassword.of(PHONE).named(NAME).expiringAt(END.toEpochMilli()))));

        readers.values().forEach(person -> {
            assertThat(signIn(person)).isEqualTo(200);
            notice(person, 1);
        });

        clock.set(Duration.between(Instant.now(), END.minus(Duration.ofDays(2))));
        readers.values().forEach(person -> assertThat(signIn(person)).isEqualTo(200));

        readers.forEach((language, person) -> new ExpectedNotice(language, "ExpiringSubject", "ExpiringText")
                .names(NAME)
                .time("Time", "2029")
                .time("End", END_IN_JAPAN.get(language))
                .advice("AdviceRenew")
                .assertIs(notice(person, 2), REALM));
    }

    private Person user(String occasion, String language, SeededAppPassword... appPasswords) {
        UserRepresentation user = TestUsers.representation(occasion + "-" + language.toLowerCase(Locale.ROOT));
        user.setAttributes(Map.of("locale", List.of(language), "zoneinfo", List.of(JAPAN.getId())));
        return users.createWithTotp(user, appPasswords);
    }

    private Mail notice(Person person, int number) {
        return Mail.await(mail, person.username() + "@example.org", number).get(number - 1);
    }

    private int signIn(Person person) {
        return new TokenEndpoint(realm.getBaseUrl())
                .directGrantFrom(ADDRESS, "dovecot", person.username(), PHONE)
                .status();
    }

    private static String year() {
        return Integer.toString(Year.now(JAPAN).getValue());
    }
}
