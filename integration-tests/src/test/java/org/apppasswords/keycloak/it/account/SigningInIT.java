package org.apppasswords.keycloak.it.account;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** What the account console's page <em>Signing in</em> gets about the end of app passwords. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class SigningInIT {

    private static final String EXPIRES = "appPasswordInfoExpires";
    private static final String EXPIRES_SOON = "appPasswordWarningSoonTitle";
    private static final String EXPIRED = "appPasswordWarningExpiredTitle";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @Test
    void warnsOfAnEndThatIsNearFromTheSameTimeOnAsTheApi() {
        Person person = new TestUsers(realm)
                .createWithTotp(
                        "ends",
                        SeededAppPassword.of("abcdefghijklmnopqrstuvwx").named("No end"),
                        ending("Later", -30, 30),
                        ending("Next week", -300, 8),
                        ending("This week", -300, 6),
                        ending("A new one for a week", 0, 7),
                        ending("The last day of a week", -6, 1),
                        ending("Over", -30, -1));
        AccountConsole console = new AccountConsole(realm.getBaseUrl());
        String token = console.accessToken(SignIn.complete(new Browser().open(console.signIn()), person));

        Map<String, JsonNode> credentials = credentials(token);

        assertThat(names(credentials, EXPIRES_SOON)).containsExactlyInAnyOrder("This week", "The last day of a week");
        assertThat(names(credentials, EXPIRED)).containsExactly("Over");
        assertThat(credentials.entrySet().stream()
                        .filter(each -> each.getValue()
                                .path("infoProperties")
                                .toString()
                                .contains(EXPIRES))
                        .map(Map.Entry::getKey))
                .containsExactlyInAnyOrder(
                        "Later", "Next week", "This week", "A new one for a week", "The last day of a week");
        assertThat(expiringSoon(token)).isEqualTo(names(credentials, EXPIRES_SOON));
    }

    /** Returns what the page gets, by name. */
    private Map<String, JsonNode> credentials(String token) {
        JsonNode types = new TokenEndpoint(realm.getBaseUrl())
                .get(
                        realm.getBaseUrl() + "/account/credentials?type=app-password",
                        Map.of("Authorization", "Bearer " + token, "Accept", "application/json"))
                .json();
        return StreamSupport.stream(types.at("/0/userCredentialMetadatas").spliterator(), false)
                .collect(toMap(each -> each.at("/credential/userLabel").asText(), each -> each));
    }

    private static Set<String> names(Map<String, JsonNode> credentials, String warning) {
        return credentials.entrySet().stream()
                .filter(each ->
                        each.getValue().at("/warningMessageTitle/key").asText().equals(warning))
                .map(Map.Entry::getKey)
                .collect(toSet());
    }

    /** Returns the names of those that expire soon according to the API. */
    private Set<String> expiringSoon(String token) {
        JsonNode entries = AppPasswordsApi.with(realm.getBaseUrl(), token)
                .list()
                .expect(200)
                .json()
                .path("appPasswords");
        return StreamSupport.stream(entries.spliterator(), false)
                .filter(each -> each.path("expiresSoonFrom").asLong(Long.MAX_VALUE) <= System.currentTimeMillis())
                .map(each -> each.path("name").asText())
                .collect(toSet());
    }

    private static SeededAppPassword ending(String name, int createdInDays, int endInDays) {
        long now = System.currentTimeMillis();
        return SeededAppPassword.of("abcdefghijklmnopqrstuvwx")
                .named(name)
                .createdAt(now + Duration.ofDays(createdInDays).toMillis())
                .expiringAt(now + Duration.ofDays(endInDays).toMillis());
    }
}
