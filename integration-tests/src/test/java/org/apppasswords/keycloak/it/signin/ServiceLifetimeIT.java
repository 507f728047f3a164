package org.apppasswords.keycloak.it.signin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apppasswords.keycloak.it.support.bridges.LdapBridge;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.CreatePage;
import org.apppasswords.keycloak.it.support.browser.Form;
import org.apppasswords.keycloak.it.support.browser.Page;
import org.apppasswords.keycloak.it.support.fixtures.ClientAttributes;
import org.apppasswords.keycloak.it.support.fixtures.Messages;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.SignInEvents;
import org.apppasswords.keycloak.it.support.fixtures.StoringBridge;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.ServerLog;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.realm.ManagedRealm;

/** Services at which app passwords last less long than the realm allows: {@code app-passwords.lifetime-max-days}. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
public class ServiceLifetimeIT {

    private static final String ATTRIBUTE = "app-passwords.lifetime-max-days";
    private static final String PHONE = "phonephonephonephonephon";
    private static final String LAPTOP = "laptoplaptoplaptoplaptop";

    /** A bridge whose flow stores sessions. */
    private static final String STORED = "stored-with-lifetime";

    @RegisterExtension
    static final LdapBridge bridge = new LdapBridge("ldap-lifetime");

    @InjectRealm(config = HttpBasicRealm.class)
    ManagedRealm realm;

    private TestUsers users;
    private TokenEndpoint tokens;
    private ClientAttributes attributes;
    private StoringBridge stored;
    private AccountConsole console;

    @TestSetup
    public void createClient() {
        StoringBridge.create(realm, STORED, client -> {});
    }

    @BeforeEach
    void setUp() {
        users = new TestUsers(realm);
        tokens = new TokenEndpoint(realm.getBaseUrl());
        attributes = new ClientAttributes(realm);
        stored = new StoringBridge(realm, STORED);
        console = new AccountConsole(realm.getBaseUrl());
    }

    @ParameterizedTest
    @EnumSource
    void anAppPasswordForEveryServiceEndsAtEachServiceAtItsOwnTime(EntryPoint entryPoint) {
        attributes.set(entryPoint.clientId(), ATTRIBUTE, "10");
        String name = entryPoint.name().toLowerCase(Locale.ROOT).replace('_', '-');
        users.create("young-" + name, SeededAppPassword.of(PHONE).createdAt(daysAgo(9)));
        String old = users.create("old-" + name, SeededAppPassword.of(PHONE).createdAt(daysAgo(11)));

        assertThat(signIn(entryPoint, "young-" + name)).isTrue();
        assertThat(signIn(entryPoint, "old-" + name)).isFalse();
        assertThat(new SignInEvents(realm, old).lastReason()).isEqualTo("service_expired");
        // It is not over elsewhere.
        assertThat(tokens.directGrant("postfix", "old-" + name, PHONE).status()).isEqualTo(200);
        attributes.set(entryPoint.clientId(), ATTRIBUTE, "12");
        assertThat(signIn(entryPoint, "old-" + name)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void anAppPasswordForSeveralServicesHasTheShortestLifetime(EntryPoint entryPoint) {
        attributes.set(entryPoint.clientId(), ATTRIBUTE, "20");
        attributes.set("freeradius", ATTRIBUTE, "10");
        String name = "several-" + entryPoint.name().toLowerCase(Locale.ROOT).replace('_', '-');
        String userId = users.create(
                name,
                SeededAppPassword.of(PHONE)
                        .clients(Set.of(entryPoint.clientId(), "freeradius"))
                        .createdAt(daysAgo(11)),
                SeededAppPassword.of(LAPTOP)
                        .clients(Set.of(entryPoint.clientId()))
                        .createdAt(daysAgo(11)));

        assertThat(signIn(entryPoint, name)).isFalse();
        assertThat(new SignInEvents(realm, userId).lastReason()).isEqualTo("expired");
        assertThat(entryPoint.signIn(realm.getBaseUrl(), bridge, name, LAPTOP)).isTrue();
    }

    /** A typing error must not make the lifetime longer than the strict one. */
    @ParameterizedTest
    @ValueSource(strings = {"ninety", "-1", "3651", "1.5", "90 days"})
    void anInvalidLimitCountsAsNinetyDays(String value) {
        attributes.set("dovecot", ATTRIBUTE, value);
        String name = "invalid-" + Integer.toHexString(value.hashCode());
        users.create(
                name,
                SeededAppPassword.of(PHONE).createdAt(daysAgo(91)),
                SeededAppPassword.of(LAPTOP).createdAt(daysAgo(89)));

        assertThat(tokens.directGrant("dovecot", name, PHONE).error()).isEqualTo("invalid_grant");
        assertThat(tokens.directGrant("dovecot", name, LAPTOP).status()).isEqualTo(200);
        Waiting.until(
                "an administrator can read why",
                () -> ServerLog.whole()
                        .text()
                        .contains("'" + value + "' in its attribute " + ATTRIBUTE + " is not a number from 0 to 3650"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"dovecot\"           | 10 | 201",
                "\"dovecot\"           | 11 | 400",
                "\"dovecot\"           | 0  | 400",
                "\"dovecot\",\"postfix\" | 10 | 201",
                "\"dovecot\",\"postfix\" | 11 | 400",
                "\"postfix\"           | 20 | 201",
                "\"postfix\"           | 21 | 400",
                "\"radicale\"          | 0  | 201",
                "''                  | 0  | 201"
            })
    void theApiAcceptsOnlyLifetimesThatAllServicesAllow(String clients, int days, int status) {
        attributes.set("dovecot", ATTRIBUTE, "10");
        attributes.set("postfix", ATTRIBUTE, "20");
        Person person = users.createWithTotp("api-" + Integer.toHexString((clients + days).hashCode()));

        Answer answer = console.api(person)
                .create("{\"name\":\"Phone\",\"clients\":[%s],\"lifetimeDays\":%d}".formatted(clients, days))
                .expect(status);

        if (status == 400) {
            assertThat(answer.description()).isEqualTo("lifetimeDays: must be a lifetime that the policy allows");
        }
    }

    @Test
    void theDefaultIsNotLongerThanTheServicesAllow() {
        new RealmPolicy(realm).set(Map.of("lifetime-default-days", "30", "lifetime-max-days", "60"));
        attributes.set("dovecot", ATTRIBUTE, "10");
        attributes.set("postfix", ATTRIBUTE, "90");
        AppPasswordsApi api = console.api(users.createWithTotp("default-lifetime"));

        assertThat(lifetimeDays(api.create("{\"name\":\"A\",\"clients\":[\"dovecot\",\"postfix\"]}")))
                .isEqualTo(10);
        assertThat(lifetimeDays(api.create("{\"name\":\"B\",\"clients\":[\"postfix\"]}")))
                .isEqualTo(30);
        assertThat(lifetimeDays(api.create("{\"name\":\"C\"}"))).isEqualTo(30);
        assertThat(service(api, "dovecot").path("maxLifetimeDays").asInt()).isEqualTo(10);
        assertThat(service(api, "postfix").path("maxLifetimeDays").asInt()).isEqualTo(60);
        assertThat(service(api, "radicale").path("maxLifetimeDays").asInt()).isEqualTo(60);
    }

    /** The list shows when an app password ends, also if a service got its limit later. */
    @Test
    void theListShowsTheEndThatApplies() {
        attributes.set("dovecot", ATTRIBUTE, "10");
        Person person = users.createWithTotp(
                "listed-end",
                SeededAppPassword.of(PHONE)
                        .named("Phone")
                        .clients(Set.of("dovecot"))
                        .createdAt(daysAgo(3)),
                SeededAppPassword.of(LAPTOP)
                        .named("Laptop")
                        .clients(Set.of("dovecot", "postfix"))
                        .createdAt(daysAgo(11)));

        JsonNode listed = console.api(person).list().expect(200).json().path("appPasswords");

        JsonNode phone = named(listed, "Phone");
        assertThat(Duration.ofMillis(phone.path("expiresAt").asLong()
                        - phone.path("createdAt").asLong()))
                .isEqualTo(Duration.ofDays(10));
        assertThat(phone.path("expired").asBoolean()).isFalse();
        assertThat(named(listed, "Laptop").path("expired").asBoolean()).isTrue();
    }

    @Test
    void thePageOffersTheLimitsAndExplainsThem() {
        attributes.set("dovecot", ATTRIBUTE, "10");
        attributes.set("radicale", ATTRIBUTE, "30");
        Person person = users.createWithTotp("page-lifetime");
        Page form = console.openForm(person);

        assertThat(form.document().select("#lifetimeDays option").eachAttr("value"))
                .containsExactly("7", "10", "30", "90", "180", "365", "0");
        assertThat(form.document().select("#lifetime-limits li").eachAttr("data-days"))
                .contains("10", "30");
        Form filledIn = CreatePage.FORM
                .on(form)
                .set("name", "Mail")
                .set("services", "only")
                .setAll("clients", List.of("dovecot", "radicale"))
                .set("lifetimeDays", "30");
        Page rejected = filledIn.press("create");
        assertThat(rejected.texts("#input-error-lifetimeDays"))
                .containsExactly(Messages.text("appPasswordErrorLifetime", 10));
        CreatePage.secret(CreatePage.FORM.on(rejected).set("lifetimeDays", "10").press("create"));
    }

    @Test
    void aStoredSessionEndsWithTheLifetimeAtItsService() {
        String userId =
                users.create("stored-lifetime", SeededAppPassword.of(PHONE).createdAt(daysAgo(11)));
        Answer granted = stored.signIn("stored-lifetime", PHONE).expect(200);
        assertThat(stored.refresh(granted).status()).isEqualTo(200);

        attributes.set(STORED, ATTRIBUTE, "10");
        ServerLog log = ServerLog.fromHere();

        assertThat(stored.refresh(granted).error()).isEqualTo("invalid_grant");
        // Keycloak does not store events of this type by default.
        Waiting.until(
                "the event has the reason",
                () -> log.text()
                        .lines()
                        .anyMatch(line -> line.contains("REFRESH_TOKEN_ERROR")
                                && line.contains(userId)
                                && line.contains("service_expired")));
        assertThat(realm.admin().users().get(userId).getUserSessions()).isEmpty();
        attributes.set(STORED, ATTRIBUTE, "12");
        assertThat(stored.refresh(granted).error()).isEqualTo("invalid_grant");
    }

    /** The rules of another service must not end a session, even if its client has got hold of the refresh token. */
    @Test
    void anotherClientDoesNotEndAStoredSession() {
        String userId =
                users.create("stored-elsewhere", SeededAppPassword.of(PHONE).clients(Set.of(STORED)));
        Answer granted = stored.signIn("stored-elsewhere", PHONE).expect(200);

        assertThat(tokens.refresh("dovecot", granted).status()).isEqualTo(400);

        assertThat(realm.admin().users().get(userId).getUserSessions()).hasSize(1);
        assertThat(stored.refresh(granted).status()).isEqualTo(200);
    }

    private boolean signIn(EntryPoint entryPoint, String username) {
        return entryPoint.signIn(realm.getBaseUrl(), bridge, username, PHONE);
    }

    private static JsonNode service(AppPasswordsApi api, String clientId) {
        for (JsonNode service : api.list().expect(200).json().path("services")) {
            if (service.path("clientId").asText().equals(clientId)) {
                return service;
            }
        }
        throw new AssertionError(clientId + " is not offered");
    }

    private static JsonNode named(JsonNode entries, String name) {
        for (JsonNode entry : entries) {
            if (entry.path("name").asText().equals(name)) {
                return entry;
            }
        }
        throw new AssertionError(name + " does not exist");
    }

    private static long lifetimeDays(Answer created) {
        JsonNode json = created.expect(201).json();
        return Duration.ofMillis(
                        json.path("expiresAt").asLong() - json.path("createdAt").asLong())
                .toDays();
    }

    private static long daysAgo(int days) {
        return System.currentTimeMillis() - Duration.ofDays(days).toMillis();
    }
}
