package org.apppasswords.keycloak.it.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.TestClients;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.AdminApi;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.remote.runonserver.InjectRunOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;

/**
 * Lock keys that can be derived from ids that a user or client knows. Clients can occupy them: before Keycloak 26.7,
 * the {@code jti} of a signed assertion is a key in the same store.
 */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class OccupiedKeysIT {

    private static final String CLIENT = "occupying-client";
    private static final String SECRET = "a secret of more than thirty-two bytes";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @InjectRunOnServer(permittedPackages = "org.apppasswords.keycloak.it.signin")
    RunOnServerClient server;

    @InjectAdminClient
    Keycloak keycloak;

    private TestUsers users;

    @BeforeEach
    void setUp() {
        users = new TestUsers(realm);
    }

    @Test
    void aClientsAssertionDoesNotBlockACreation() throws GeneralSecurityException {
        Person person = users.createWithTotp("occupied-by-assertion");
        AppPasswordsApi api = api(person);
        new TestClients(realm).add(CLIENT, CLIENT, null, client -> {
            client.setClientAuthenticatorType("client-secret-jwt");
            client.setSecret(SECRET);
            client.setServiceAccountsEnabled(true);
        });

        Answer accepted = new TokenEndpoint(realm.getBaseUrl())
                .post(
                        "/protocol/openid-connect/token",
                        Map.of(
                                "grant_type",
                                "client_credentials",
                                "client_assertion_type",
                                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                                "client_assertion",
                                assertion(keyOfUser(users.idOf(person)))),
                        Map.of());

        assertThat(accepted.status()).isEqualTo(200);
        api.create("{\"name\":\"Mail\"}").expect(201);
    }

    @Test
    void predictableKeysDoNotBlockWorkOnAUser() {
        Person person = users.createWithTotp("occupied-user");
        String userId = users.idOf(person);
        AppPasswordsApi api = api(person);
        AdminApi adminApi = AdminApi.with(realm.getBaseUrl(), administratorsToken());

        List.of(keyOfUser(userId), "app-passwords.lock.user." + realmId() + "/" + userId)
                .forEach(key -> server.run(new Occupation(key)));

        String id =
                api.create("{\"name\":\"Mail\"}").expect(201).json().path("id").asText();
        api.rename(id, "{\"name\":\"Phone\"}").expect(200);
        adminApi.revoke(userId, id).expect(204);
    }

    @Test
    void predictableKeysDoNotBlockProvisioning() {
        List.of("app-passwords.setup." + realmId(), "app-passwords.lock.setup." + realmId())
                .forEach(key -> server.run(new Occupation(key)));

        AdminApi administrator = AdminApi.with(realm.getBaseUrl(), administratorsToken());
        assertThat(administrator.post("setup?dryRun=true", "{}").status()).isEqualTo(200);
    }

    private String administratorsToken() {
        return keycloak.tokenManager().getAccessTokenString();
    }

    private String realmId() {
        return realm.admin().toRepresentation().getId();
    }

    /** Returns the key of older versions, which could be derived. */
    private String keyOfUser(String userId) {
        byte[] owner = (realmId() + "/" + userId).getBytes(StandardCharsets.UTF_8);
        return "app-passwords." + UUID.nameUUIDFromBytes(owner);
    }

    private String assertion(String id) throws GeneralSecurityException {
        long now = System.currentTimeMillis() / 1000;
        String content = base64("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + base64("{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"%s\",\"jti\":\"%s\",\"iat\":%d,\"exp\":%d}"
                        .formatted(CLIENT, CLIENT, realm.getBaseUrl(), id, now, now + 50)
                        .getBytes(StandardCharsets.UTF_8));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return content + "." + base64(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private AppPasswordsApi api(Person person) {
        AccountConsole console = new AccountConsole(realm.getBaseUrl());
        String token = console.accessToken(SignIn.complete(new Browser().open(console.signIn()), person));
        return AppPasswordsApi.with(realm.getBaseUrl(), token);
    }
}
