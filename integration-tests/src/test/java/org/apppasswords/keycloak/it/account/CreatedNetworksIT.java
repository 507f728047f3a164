package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.CreatePage;
import org.apppasswords.keycloak.it.support.browser.Page;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Messages;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** How users limit an app password to networks: by REST and on the page. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class CreatedNetworksIT {

    private static final String PHONE = "phonephonephonephonephon";
    private static final String INVALID =
            "networks: must be IP addresses or networks in CIDR notation, such as 192.0.2.0/24 or 2001:db8::/32";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    private AccountConsole console;
    private TestUsers users;
    private TokenEndpoint tokens;

    @BeforeEach
    void setUp() {
        console = new AccountConsole(realm.getBaseUrl());
        users = new TestUsers(realm);
        tokens = new TokenEndpoint(realm.getBaseUrl());
    }

    @Test
    void theApiStoresThemNormalizedAndReturnsThemEverywhere() {
        Person person = users.createWithTotp("api-networks");
        AppPasswordsApi api = console.api(person);

        Answer created = api.create("{\"name\":\"Printer\",\"networks\":[\"192.0.2.7/24\",\"198.51.100.9\","
                        + "\"2001:DB8:0:0:1::1/32\",\"::ffff:203.0.113.0/120\",\"192.0.2.0/24\"]}")
                .expect(201);
        api.create("{\"name\":\"Everywhere\",\"networks\":null}").expect(201);

        String networks = "[\"192.0.2.0/24\",\"198.51.100.9/32\",\"2001:db8::/32\",\"203.0.113.0/24\"]";
        assertThat(created.json().path("networks").toString()).isEqualTo(networks);
        JsonNode overview = api.list().json();
        assertThat(overview.at("/appPasswords/1/networks").toString()).isEqualTo(networks);
        assertThat(overview.at("/appPasswords/0/networks").toString()).isEqualTo("[]");
        assertThat(overview.at("/policy/maxNetworks").asInt()).isEqualTo(16);
        assertThat(overview.path("currentNetwork").asText()).isIn("127.0.0.0/24", "::/48");
        assertThat(signIn(person, created.json().path("password").asText(), "203.0.113.5")
                        .status())
                .isEqualTo(200);
        assertThat(signIn(person, created.json().path("password").asText(), "203.0.114.5")
                        .status())
                .isEqualTo(400);
    }

    static Stream<Arguments> invalid() {
        String seventeen = String.join(
                ",",
                IntStream.range(0, 17).mapToObj(i -> "\"192.0.2." + i + "\"").toList());
        return Stream.of(
                Arguments.of("\"192.0.2.0/24\"", "networks: must be an array of strings"),
                Arguments.of("[1]", "networks: must be an array of strings"),
                Arguments.of("[null]", "networks: must be an array of strings"),
                Arguments.of("[\"\"]", INVALID),
                Arguments.of("[\"192.0.2.0/24\",\"home\"]", INVALID),
                Arguments.of("[\"192.0.2.0/33\"]", INVALID),
                Arguments.of("[\"192.0.2.0/-1\"]", INVALID),
                Arguments.of("[\"2001:db8::/129\"]", INVALID),
                Arguments.of("[\"::ffff:192.0.2.0/95\"]", INVALID),
                Arguments.of("[\"192.0.2.7:993\"]", INVALID),
                Arguments.of("[\"fe80::1%eth0\"]", INVALID),
                Arguments.of("[\"example.org\"]", INVALID),
                Arguments.of("[\"192.0.2.0/24 198.51.100.0/24\"]", INVALID),
                Arguments.of("[\"" + "1".repeat(1000) + "\"]", INVALID),
                Arguments.of("[" + seventeen + "]", "networks: must have at most 16 entries"));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void theApiRejectsInvalidNetworks(String networks, String description) {
        Person person = users.createWithTotp("bad-networks-" + Integer.toHexString(networks.hashCode()));

        Answer answer = console.api(person)
                .create("{\"name\":\"Mail\",\"networks\":" + networks + "}")
                .expect(400);

        assertThat(answer.error()).isEqualTo("invalid_request");
        assertThat(answer.description()).isEqualTo(description);
        assertThat(users.appPasswords(person)).isEmpty();
    }

    @Test
    void thePageLimitsTheAppPasswordAndOffersTheCurrentNetwork() {
        Person person = users.createWithTotp("page-networks");
        Page form = openForm(person);
        String current = form.document().select("#currentNetwork").attr("value");
        assertThat(current).isIn("127.0.0.0/24", "::/48");
        assertThat(form.document().select("details.app-password-networks[open]"))
                .isEmpty();

        Page shown = CreatePage.FORM
                .on(form)
                .set("name", "Printer")
                .set("networks", "192.0.2.7\n2001:db8::/32")
                .set("currentNetwork", current)
                .press("create");

        String letters = CreatePage.letters(CreatePage.secret(shown));
        assertThat(shown.document().select(".app-password-facts").text())
                .contains(Messages.text("appPasswordShowNetworks", "192.0.2.7/32, 2001:db8::/32, " + current));
        assertThat(signIn(person, letters, "192.0.2.7").status()).isEqualTo(200);
        assertThat(signIn(person, letters, "192.0.2.8").status()).isEqualTo(400);
    }

    @Test
    void thePageNamesAnInvalidNetworkAndKeepsTheInput() {
        Person person = users.createWithTotp("page-bad-networks");
        Page form = openForm(person);
        String typed = "192.0.2.7, home <b>";

        Page invalid = CreatePage.FORM
                .on(form)
                .set("name", "Printer")
                .set("services", "only")
                .setAll("clients", List.of("radicale"))
                .set("lifetimeDays", "30")
                .set("networks", typed)
                .set("currentNetwork", "198.51.100.0/24")
                .press("create");

        assertError(invalid, Messages.text("appPasswordErrorNetworks", "home"));
        assertThat(CreatePage.FORM.on(invalid).values("networks")).containsExactly(typed);
        assertThat(CreatePage.FORM.on(invalid).values("currentNetwork")).containsExactly("198.51.100.0/24");
        assertThat(CreatePage.FORM.on(invalid).values("name")).containsExactly("Printer");
        assertThat(CreatePage.FORM.on(invalid).values("clients")).containsExactly("radicale");
        assertThat(CreatePage.FORM.on(invalid).values("lifetimeDays")).containsExactly("30");
        assertThat(invalid.document().select("details.app-password-networks[open]"))
                .hasSize(1);
        String seventeen = "192.0.2.1 ".repeat(17);
        Page tooMany = CreatePage.FORM.on(invalid).set("networks", seventeen).press("create");
        assertError(tooMany, Messages.text("appPasswordErrorNetworksTooMany", 16));
        assertThat(users.appPasswords(person)).isEmpty();

        Page shown = CreatePage.FORM.on(tooMany).set("networks", "").press("create");
        CreatePage.secret(shown);
        assertThat(shown.document().select(".app-password-facts").text()).contains("198.51.100.0/24");
    }

    @Test
    void startingOverKeepsTheNetworks() {
        Person person = users.createWithTotp("page-networks-again");
        Page shown = CreatePage.FORM
                .on(openForm(person))
                .set("name", "Printer")
                .set("networks", "192.0.2.7")
                .press("create");
        CreatePage.secret(shown);

        Page again = CreatePage.ALREADY_SHOWN.on(shown.reload()).press("restart");

        CreatePage.secret(again);
        assertThat(users.appPasswords(person))
                .singleElement()
                .extracting(CredentialRepresentation::getCredentialData)
                .asString()
                .contains("192.0.2.7/32");
    }

    @Test
    void theSigningInPageListsThem() {
        Person person = users.createWithTotp(
                "lists-networks", SeededAppPassword.of(PHONE).networks("192.0.2.0/24", "2001:db8:0:0::/32"));
        String token = console.accessToken(SignIn.complete(new Browser().open(console.signIn()), person));

        Answer credentials = tokens.get(
                realm.getBaseUrl() + "/account/credentials?type=app-password",
                Map.of("Authorization", "Bearer " + token, "Accept", "application/json"));

        JsonNode properties = credentials.json().at("/0/userCredentialMetadatas/0/infoProperties");
        assertThat(properties.toString()).contains("appPasswordNetworks", "192.0.2.0/24, 2001:db8::/32");
    }

    private Page openForm(Person person) {
        Page page = console.openForm(person);
        CreatePage.FORM.on(page);
        return page;
    }

    private Answer signIn(Person person, String password, String address) {
        return tokens.directGrantFrom(address, "dovecot", person.username(), password);
    }

    private static void assertError(Page page, String text) {
        CreatePage.FORM.on(page);
        assertThat(page.texts("#input-error-networks")).containsExactly(text);
    }
}
