package org.apppasswords.keycloak.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apppasswords.keycloak.it.operations.ApiRequests.ApiRequest;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.Administrators;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.DeviceMark;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RealmPolicy;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.StoredAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Measured;
import org.apppasswords.keycloak.it.support.server.SecretTraces;
import org.apppasswords.keycloak.it.support.server.ServerLog;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * For any request to the REST API, the answer matches the description and leaks nothing, a request without the rights is
 * rejected, and the server keeps running.
 * {@link ApiRequests} generates the requests from the description; a failure names the number that reproduces the
 * request.
 */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
class ApiFuzzIT {

    /** A request takes 30 to 60 milliseconds. */
    private static final int REQUESTS = Integer.getInteger("api.fuzz.requests", 1200);

    /** So many requests have the same tokens. */
    private static final int BLOCK = 50;

    private static final String SECRET = "abcdefghijklmnopqrstuvwx";

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @Test
    void everyAnswerMatchesTheDescription() {
        new RealmPolicy(realm)
                .set(Map.of("require-second-factor", "false", "max-per-user", "1000", "max_auth_age", "3600"));
        TestUsers users = new TestUsers(realm);
        String owner = users.create("owner");
        new DeviceMark(realm).declaredFor("admin");
        String device = users.create(DeviceMark.user("device", "true"));
        String bystander =
                users.create("bystander", SeededAppPassword.of(SECRET).named("Phone"));
        Administrators administrators = new Administrators(realm);
        administrators.createTheirProgram();
        administrators.create("administrator", "manage-users", "manage-realm", "manage-clients");
        ApiRequests requests = ApiRequests.described();
        ServerLog log = ServerLog.fromHere();
        ApiTarget target = null;
        Map<String, List<String>> known = Map.of();
        Map<Integer, Integer> statuses = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        Set<String> succeeded = new HashSet<>();
        String seeded = users.appPasswords(bystander).get(0).getId();
        boolean revokedMany = false;

        for (int number = 0; number < REQUESTS; number++) {
            if (number % BLOCK == 0) {
                // Tokens expire soon, and a request may have revoked the app passwords.
                String token = signIn("owner");
                target = new ApiTarget(
                        realm.getBaseUrl(), token, administrators.accessToken("administrator"), "bystander", SECRET);
                known = Map.of(
                        "userId",
                        List.of(owner, device),
                        "id",
                        List.of(create(token, number), create(token, -number - 1)));
                List<CredentialRepresentation> left = users.appPasswords(bystander);
                if (!isUntouched(left, seeded) && !revokedMany) {
                    problems.add("Requests " + (number - BLOCK) + " to " + (number - 1)
                            + " changed the bystander's app password");
                }
                if (left.isEmpty()) {
                    seed(bystander);
                    seeded = users.appPasswords(bystander).get(0).getId();
                }
                revokedMany = false;
            }
            // No generated request names an existing service.
            ApiRequest request =
                    number % BLOCK == 1 ? createForDevice(device, number) : withDryRun(requests.request(number, known));
            try {
                int status = target.send(number, request);
                statuses.merge(status, 1, Integer::sum);
                if (status < 300) {
                    succeeded.add(request.operationId());
                    // Only this operation of an administrator can concern the bystander: no request has that user's ID.
                    revokedMany |= request.operationId().equals("revokeMany")
                            && !"true".equals(request.query().get("dryRun"));
                }
            } catch (AssertionError e) {
                problems.add(e.getMessage());
            }
        }

        assertThat(problems).isEmpty();
        assertThat(revokedMany || isUntouched(users.appPasswords(bystander), seeded))
                .as("the last requests changed the bystander's app password")
                .isTrue();
        Measured.write("API fuzzing, answers of " + REQUESTS, statuses);
        assertThat(succeeded).as("every operation has succeeded at least once").containsAll(requests.operationIds());
        assertThat(log.stackTracesOfOurCode()).isEmpty();
        assertThat(SecretTraces.in(log.text(), SECRET)).isEmpty();
        assertThat(users.idOf(new Person("bystander", TestUsers.PASSWORD))).isEqualTo(bystander);
        assertThat(aNewOneSignsIn()).isTrue();
    }

    private String create(String token, int number) {
        return AppPasswordsApi.with(realm.getBaseUrl(), token)
                .create("{\"name\":\"Known " + number + "\"}")
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    private static boolean isUntouched(List<CredentialRepresentation> left, String id) {
        return left.size() == 1
                && left.get(0).getId().equals(id)
                && left.get(0).getUserLabel().equals("Phone")
                && StoredAppPassword.data(left.get(0)).path("clients").asText().equals("*");
    }

    private void seed(String userId) {
        UserRepresentation user = realm.admin().users().get(userId).toRepresentation();
        user.setCredentials(List.of(SeededAppPassword.of(SECRET).named("Phone").toRepresentation()));
        realm.admin().users().get(userId).update(user);
    }

    // The other tests still need the realm.
    private static ApiRequest withDryRun(ApiRequest request) {
        if (!request.operationId().equals("setUp") && !request.operationId().equals("tearDown")) {
            return request;
        }
        Map<String, String> query = new HashMap<>(request.query());
        query.put("dryRun", "true");
        return new ApiRequest(
                request.operationId(),
                request.administration(),
                request.method(),
                request.path(),
                query,
                request.contentType(),
                request.body());
    }

    private static ApiRequest createForDevice(String userId, int number) {
        String body = "{\"name\":\"Scanner " + number + "\",\"clients\":[\"postfix\"],\"lifetimeDays\":30}";
        return new ApiRequest("createForDevice", true, "POST", "/users/" + userId, Map.of(), "application/json", body);
    }

    private boolean aNewOneSignsIn() {
        String secret = AppPasswordsApi.with(realm.getBaseUrl(), signIn("owner"))
                .create("{\"name\":\"Afterwards\"}")
                .expect(201)
                .json()
                .path("password")
                .asText();
        return new TokenEndpoint(realm.getBaseUrl())
                        .directGrant("dovecot", "owner", secret)
                        .status()
                == 200;
    }

    private String signIn(String username) {
        AccountConsole console = new AccountConsole(realm.getBaseUrl());
        return console.accessToken(
                SignIn.complete(new Browser().open(console.signIn()), new Person(username, TestUsers.PASSWORD)));
    }
}
