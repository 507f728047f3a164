package org.apppasswords.keycloak.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.Page;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Mail;
import org.apppasswords.keycloak.it.support.fixtures.Messages;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.AccountApi;
import org.apppasswords.keycloak.it.support.http.AdminApi;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.mail.MailServer;
import org.keycloak.testframework.mail.annotations.InjectMailServer;
import org.keycloak.testframework.realm.ManagedRealm;

/** App passwords without a visible name, which Keycloak's own APIs store. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class UnnamedIT {

    private static final String SECRET = "abcdefghijklmnopqrstuvwx";
    private static final String NO_LABEL = "none";

    @InjectMailServer
    MailServer mail;

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @InjectAdminClient
    Keycloak keycloak;

    private AccountConsole console;
    private TestUsers users;

    @BeforeEach
    void setUp() {
        console = new AccountConsole(realm.getBaseUrl());
        users = new TestUsers(realm);
    }

    @ParameterizedTest
    @CsvSource({
        "'', en",
        "'', ja",
        "none, de",
        "'   ', zh-CN",
        "'\u00a0\u3000', ar",
        "'\u200b\u2060\ufeff', fr",
        "'\u3164\u2800', ko",
        "'\ufe0f\t', zh-TW"
    })
    void arePresentedWithATextAndCanBeRenamedAndDeleted(String text, String language) {
        String label = text.equals(NO_LABEL) ? null : text;
        String placeholder = new Messages(language).of("appPasswordUnnamed");
        UserRepresentation user =
                TestUsers.representation("unnamed-" + Integer.toHexString((text + language).hashCode()));
        user.setAttributes(Map.of("locale", List.of(language)));
        Person person = users.createWithTotp(user, SeededAppPassword.of(SECRET).named(label));
        String userId = users.idOf(person);
        String token = console.accessToken(SignIn.complete(new Browser().open(console.signIn()), person));
        AppPasswordsApi api = AppPasswordsApi.with(realm.getBaseUrl(), token);
        JsonNode listed = api.list().expect(200).json().at("/appPasswords/0");
        String id = listed.path("id").asText();
        String stored = listed.path("name").asText();
        assertThat(stored).as("programs get what is stored").isEqualTo(label == null ? "" : label);

        assertThat(signingIn(token)).contains("\"userLabel\":\"" + placeholder + '"');
        AdminApi admin =
                AdminApi.with(realm.getBaseUrl(), keycloak.tokenManager().getAccessTokenString());
        assertThat(admin.inventory(Map.of("user", userId))
                        .expect(200)
                        .json()
                        .at("/appPasswords/0/name")
                        .asText())
                .isEqualTo(stored);
        assertThat(admin.inventory(Map.of("user", userId), "text/csv")
                        .expect(200)
                        .body())
                .contains("\"" + id + "\",\"");

        assertThat(signIn(person.username())).isEqualTo(200);
        assertNamed(Mail.await(mail, user.getEmail(), 1).get(0), language, placeholder);

        api.rename(id, "{\"name\":\"Phone\"}").expect(200);
        assertThat(signingIn(token)).contains("\"userLabel\":\"Phone\"");
        assertThat(new AccountApi(realm.getBaseUrl(), token).rename(id, "")).isEqualTo(204);
        assertThat(signingIn(token)).contains("\"userLabel\":\"" + placeholder + '"');
        realm.admin().users().get(userId).removeCredential(id);
        assertNamed(Mail.await(mail, user.getEmail(), 2).get(1), language, placeholder);
        assertThat(users.appPasswords(userId)).isEmpty();

        aPageThatIsLoadedAgainNamesIt(person, token, placeholder);
    }

    private void aPageThatIsLoadedAgainNamesIt(Person person, String token, String placeholder) {
        Page shown = SignIn.complete(new Browser().open(console.createAppPassword()), person)
                .form("kc-app-password-create-form")
                .set("name", "Tablet")
                .press("create");
        CredentialRepresentation created = users.appPasswords(person).get(0);
        assertThat(new AccountApi(realm.getBaseUrl(), token).rename(created.getId(), ""))
                .isEqualTo(204);

        assertThat(shown.reload().texts(".app-password-name")).containsExactly(placeholder);

        AppPasswordsApi.with(realm.getBaseUrl(), token).revoke(created.getId()).expect(204);
    }

    private static void assertNamed(Mail notice, String language, String placeholder) {
        assertThat(notice.text()).contains(new Messages(language).of("appPasswordNoticeName") + ": " + placeholder);
        assertThat(notice.html()).contains("<bdi>" + placeholder + "</bdi>");
    }

    // From a known address, so that the user gets a notice.
    private int signIn(String username) {
        return new TokenEndpoint(realm.getBaseUrl())
                .post(
                        "/protocol/openid-connect/token",
                        Map.of(
                                "grant_type", "password",
                                "client_id", "dovecot",
                                "client_secret", "dovecot-secret",
                                "username", username,
                                "password", SECRET),
                        Map.of("X-Dovecot-Auth-Remote", "192.0.2.7"))
                .status();
    }

    private String signingIn(String token) {
        return new TokenEndpoint(realm.getBaseUrl())
                .get(
                        realm.getBaseUrl() + "/account/credentials",
                        Map.of("Authorization", "Bearer " + token, "Accept", "application/json"))
                .expect(200)
                .json()
                .toString();
    }
}
