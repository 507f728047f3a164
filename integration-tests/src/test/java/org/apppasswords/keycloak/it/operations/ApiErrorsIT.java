package org.apppasswords.keycloak.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.ApiDescription;
import org.apppasswords.keycloak.it.support.http.Http;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Responses to bodies that an operation does not read: each is one that {@code docs/openapi.yaml} describes. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class ApiErrorsIT {

    private static final int ELEVEN_MEGABYTES = 11_000_000;

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @InjectAdminClient
    Keycloak keycloak;

    private TestUsers users;

    @BeforeEach
    void setUp() {
        users = new TestUsers(realm);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /, '{\"name\":\"Phone\"}'",
        "PATCH, /{id}, '{\"name\":\"Phone\"}'",
        "POST, /import, '{}'",
        "POST, /revoke, '{\"unusedSince\":1}'",
        "POST, /setup, '{\"clients\":[\"wrong-type\"],\"createClients\":true}'"
    })
    void anotherMediaTypeIsRejected(String method, String path, String body) {
        Person person = users.createWithTotp("type-" + method.length() + path.replaceAll("[^a-z]", ""));
        String token = token(path, person);

        for (String type :
                List.of("text/plain", "application/x-www-form-urlencoded", "application/jsonp", "text/json")) {
            HttpResponse<String> response = send(method, path, token, type, body);

            assertThat(response.statusCode()).as(type).isEqualTo(415);
            assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(Answer.parse(response.body()).path("error_description").asText())
                    .startsWith("Content-Type: must be application/");
            ApiDescription.assertAnswerDescribed(method, path, response);
        }
        assertThat(send(method, path, token, null, body).statusCode()).isEqualTo(415);
        assertThat(users.appPasswords(person)).isEmpty();
        assertThat(realm.admin().clients().findByClientId("wrong-type")).isEmpty();
    }

    @Test
    void parametersOfTheMediaTypeDoNotMatter() {
        Person person = users.createWithTotp("charset");

        assertThat(send("POST", "/", token("/", person), "Application/JSON; charset=utf-8", "{\"name\":\"Phone\"}")
                        .statusCode())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource({"POST, /", "PATCH, /{id}", "POST, /import", "POST, /revoke", "POST, /setup", "POST, /teardown"})
    void theServerItselfRejectsAnExcessiveBody(String method, String path) {
        Person person = users.createWithTotp("long-" + method.length() + path.replaceAll("[^a-z]", ""));

        HttpResponse<String> response = send(
                method,
                path,
                token(path, person),
                path.equals("/import") ? "application/x-ndjson" : "application/json",
                " ".repeat(ELEVEN_MEGABYTES));

        assertThat(response.statusCode()).isEqualTo(413);
        ApiDescription.assertAnswerDescribed(method, path, response);
    }

    private String token(String path, Person person) {
        if (isAdministration(path)) {
            return keycloak.tokenManager().getAccessTokenString();
        }
        AccountConsole console = new AccountConsole(realm.getBaseUrl());
        return console.accessToken(SignIn.complete(new Browser().open(console.signIn()), person));
    }

    private HttpResponse<String> send(String method, String path, String token, String type, String body) {
        String url = isAdministration(path)
                ? realm.getBaseUrl().replace("/realms/", "/admin/realms/") + "/app-passwords" + path
                : realm.getBaseUrl() + "/app-passwords" + (path.equals("/") ? "" : "/some-id");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + token)
                // The server closes the connection after a rejected body. The client must not still be writing then.
                .expectContinue(body.length() == ELEVEN_MEGABYTES)
                .method(method, BodyPublishers.ofString(body));
        if (type != null) {
            request.header("Content-Type", type);
        }
        return Http.send(request);
    }

    private static boolean isAdministration(String path) {
        return !path.equals("/") && !path.equals("/{id}");
    }
}
