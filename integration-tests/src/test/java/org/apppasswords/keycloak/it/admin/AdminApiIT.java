package org.apppasswords.keycloak.it.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apppasswords.keycloak.it.support.browser.AccountConsole;
import org.apppasswords.keycloak.it.support.browser.Browser;
import org.apppasswords.keycloak.it.support.browser.Persistent;
import org.apppasswords.keycloak.it.support.browser.SignIn;
import org.apppasswords.keycloak.it.support.fixtures.Administrators;
import org.apppasswords.keycloak.it.support.fixtures.BridgeClients;
import org.apppasswords.keycloak.it.support.fixtures.Created;
import org.apppasswords.keycloak.it.support.fixtures.DemoRealm;
import org.apppasswords.keycloak.it.support.fixtures.Flows;
import org.apppasswords.keycloak.it.support.fixtures.Mail;
import org.apppasswords.keycloak.it.support.fixtures.Messages;
import org.apppasswords.keycloak.it.support.fixtures.Person;
import org.apppasswords.keycloak.it.support.fixtures.RevocationAdminEvents;
import org.apppasswords.keycloak.it.support.fixtures.SeededAppPassword;
import org.apppasswords.keycloak.it.support.fixtures.TestUsers;
import org.apppasswords.keycloak.it.support.http.AdminApi;
import org.apppasswords.keycloak.it.support.http.Answer;
import org.apppasswords.keycloak.it.support.http.AppPasswordsApi;
import org.apppasswords.keycloak.it.support.http.TokenEndpoint;
import org.apppasswords.keycloak.it.support.server.AppPasswordServer;
import org.apppasswords.keycloak.it.support.server.Parallel;
import org.apppasswords.keycloak.it.support.server.TestedKeycloak;
import org.apppasswords.keycloak.it.support.server.Waiting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.representations.idm.AdminEventRepresentation;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.GroupRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.annotations.TestSetup;
import org.keycloak.testframework.mail.MailServer;
import org.keycloak.testframework.mail.annotations.InjectMailServer;
import org.keycloak.testframework.realm.ManagedRealm;

/** How administrators list and revoke their users' app passwords. */
@KeycloakIntegrationTest(config = AppPasswordServer.class)
public class AdminApiIT {

    private static final String PHONE = "phonephonephonephonephon";
    private static final String LAPTOP = "laptoplaptoplaptoplaptop";
    private static final long MANY_YEARS_AGO = 1_000_000_000_000L;

    /** A bridge with stored sessions. */
    private static final String BRIDGE = "stored";

    @InjectMailServer
    MailServer mail;

    @InjectRealm(config = DemoRealm.class)
    ManagedRealm realm;

    @InjectAdminClient
    Keycloak master;

    private Administrators administrators;
    private TestUsers users;
    private TokenEndpoint tokens;
    private RevocationAdminEvents events;

    @TestSetup
    public void createAdministrator() {
        administrators = new Administrators(realm);
        administrators.createTheirProgram();
        administrators.create("administrator", "manage-users");
        String flow = new Flows(realm).appPassword("persistent", Map.of("session", "persistent"));
        new BridgeClients(realm).create(BRIDGE, BridgeClients.flow(flow));
    }

    @BeforeEach
    void setUp() {
        administrators = new Administrators(realm);
        users = new TestUsers(realm);
        tokens = new TokenEndpoint(realm.getBaseUrl());
        events = new RevocationAdminEvents(realm);
    }

    @Test
    void listsAUsersAppPasswordsNewestFirstAndWithoutSecrets() {
        String userId = users.create(
                "listed",
                SeededAppPassword.of(PHONE).named("Phone").createdAt(MANY_YEARS_AGO),
                SeededAppPassword.of(LAPTOP).named("Laptop").clients(Set.of("dovecot")),
                SeededAppPassword.of("b".repeat(24))
                        .named("Broken")
                        .rawData("{}")
                        .createdAt(1));

        Answer answer = api().list(userId).expect(200);

        assertThat(names(answer)).containsExactly("Laptop", "Phone", "Broken");
        assertThat(answer.json().at("/appPasswords/0/clients").toString()).isEqualTo("[\"dovecot\"]");
        assertThat(answer.json().at("/appPasswords/1/clients").toString()).isEqualTo("[]");
        assertThat(answer.json().at("/appPasswords/1/createdAt").asLong()).isEqualTo(MANY_YEARS_AGO);
        assertThat(answer.json().at("/appPasswords/2/clients").isNull()).isTrue();
        assertThat(answer.body()).doesNotContain("hash", "salt", "secret");
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(api().list(users.create("has-none")).expect(200).json().path("appPasswords"))
                .isEmpty();
    }

    @Test
    void aRevocationHasEachConsequenceOnce() {
        String userId = users.create(
                "revoked-one",
                SeededAppPassword.of(PHONE).named("Phone"),
                SeededAppPassword.of(LAPTOP).named("Laptop"));
        String id = id(userId, "Phone");
        tokens.directGrant(BRIDGE, "revoked-one", PHONE);
        tokens.directGrant(BRIDGE, "revoked-one", LAPTOP);
        assertThat(realm.admin().users().get(userId).getUserSessions()).hasSize(2);

        assertThat(api().revoke(userId, id).expect(204).body()).isEmpty();

        assertThat(signIn("revoked-one", PHONE)).isEqualTo(400);
        assertThat(signIn("revoked-one", LAPTOP)).isEqualTo(200);
        assertThat(realm.admin().users().get(userId).getUserSessions()).hasSize(1);
        assertThat(events.of(userId)).hasSize(1);
        assertThat(api().revoke(userId, id).expect(404).error()).isEqualTo("not_found");
        assertThat(events.of(userId)).hasSize(1);
        assertThat(api().revokeAll(userId).expect(200).json().path("revoked").asInt())
                .isEqualTo(1);
        // Notices are sent in order: a second notice about the first deletion would have arrived by now.
        List<Mail> notices = deletionNotices("revoked-one@example.org", 2);
        assertThat(notices).hasSize(2);
        assertThat(notices.get(0).text()).contains("Name: Phone").doesNotContain("Laptop");
        assertThat(notices.get(1).text()).contains("Name: Laptop").doesNotContain("Phone");
    }

    /** Administrators who monitor the admin events for deleted credentials see these deletions too. */
    @Test
    void aRevocationIsLoggedLikeOneByKeycloaksOwnApi() {
        String ours = users.create("by-our-api", SeededAppPassword.of(PHONE).named("Phone"));
        String theirs = users.create("by-their-api", SeededAppPassword.of(PHONE).named("Phone"));
        String ourId = id(ours, "Phone");
        String theirId = id(theirs, "Phone");

        AdminApi.with(realm.getBaseUrl(), master.tokenManager().getAccessTokenString())
                .revoke(ours, ourId)
                .expect(204);
        realm.admin().users().get(theirs).removeCredential(theirId);

        AdminEventRepresentation our = events.of(ours).get(0);
        AdminEventRepresentation their = events.of(theirs).get(0);
        assertThat(our.getDetails())
                .isEqualTo(Map.of(
                        "credential_type", "app-password", "credential_id", ourId, "credential_user_label", "Phone"));
        if (!TestedKeycloak.isBefore(26, 7, 0)) {
            // Older versions do not report what was deleted.
            assertThat(our.getDetails().keySet()).isEqualTo(their.getDetails().keySet());
        }
        assertThat(our.getResourcePath())
                .isEqualTo(their.getResourcePath().replace(theirs, ours).replace(theirId, ourId));
        assertThat(our)
                .usingRecursiveComparison()
                .comparingOnlyFields("operationType", "resourceType", "realmId", "authDetails", "error")
                .isEqualTo(their);
        assertThat(events.of(ours)).hasSize(1);
    }

    @Test
    void revokingAllOfAUserLeavesOtherCredentialsAndSendsOneNotice() {
        Person person = users.createWithTotp(
                "revoked-all",
                SeededAppPassword.of(PHONE).named("Phone"),
                SeededAppPassword.of(LAPTOP).named("Laptop"));
        String userId = users.idOf(person);
        tokens.directGrant(BRIDGE, "revoked-all", PHONE);
        tokens.directGrant(BRIDGE, "revoked-all", LAPTOP);

        assertThat(api().revokeAll(userId).expect(200).json().toString()).isEqualTo("{\"revoked\":2}");
        assertThat(api().revokeAll(userId).expect(200).json().toString()).isEqualTo("{\"revoked\":0}");

        assertThat(signIn("revoked-all", PHONE)).isEqualTo(400);
        assertThat(realm.admin().users().get(userId).getUserSessions()).isEmpty();
        assertThat(realm.admin().users().get(userId).credentials())
                .extracting(CredentialRepresentation::getType)
                .containsExactlyInAnyOrder("password", "otp");
        assertThat(revokedNames(userId)).containsExactlyInAnyOrder("Phone", "Laptop");
        assertThat(deletionNotices("revoked-all@example.org", 1))
                .singleElement()
                .satisfies(notice -> {
                    assertThat(notice.subject()).isEqualTo(Messages.text("appPasswordNoticeDeletedSeveralSubject"));
                    assertThat(notice.text()).contains("Name: Phone").contains("Name: Laptop");
                });
    }

    @Test
    void credentialsThatAreNotThisUsersAppPasswordsAreNotFound() {
        String userId = users.idOf(users.createWithTotp("owner", SeededAppPassword.of(PHONE)));
        String other = users.create("other-owner", SeededAppPassword.of(LAPTOP));
        List<String> ids = new ArrayList<>(
                List.of("no-such-id", users.appPasswords(other).get(0).getId()));
        realm.admin().users().get(userId).credentials().stream()
                .filter(credential -> !credential.getType().equals("app-password"))
                .forEach(credential -> ids.add(credential.getId()));
        assertThat(ids).hasSize(4);

        assertThat(ids)
                .allSatisfy(id ->
                        assertThat(api().revoke(userId, id).expect(404).error()).isEqualTo("not_found"));

        assertThat(realm.admin().users().get(userId).credentials()).hasSize(3);
        assertThat(users.appPasswords(other)).hasSize(1);
        assertThat(events.of(userId)).isEmpty();
    }

    @Test
    void revokesThoseForAServiceAsTheDryRunPreviews() {
        String client = client("for-a-service");
        Set<String> users1 = Set.of(
                users.create(
                        "only-it",
                        of(PHONE, client),
                        SeededAppPassword.of(LAPTOP).named("Every service")),
                users.create("and-another", of(PHONE, client, "dovecot")));
        users.create("another", of(PHONE, "dovecot"));
        String body = "{\"client\":\"" + client + "\"}";

        Answer previewed = api().previewRevocation(body).expect(200);
        assertThat(signIn("only-it", PHONE, client)).isEqualTo(200);
        assertThat(users1).allSatisfy(userId -> assertThat(events.of(userId)).isEmpty());
        Answer done = api().revokeMany(body).expect(200);

        assertThat(previewed.json().path("revoked").asInt()).isEqualTo(2);
        assertThat(values(previewed.json().path("appPasswords"), "userId")).isEqualTo(users1);
        assertThat(done.json().toString()).isEqualTo("{\"revoked\":2,\"failed\":0,\"skipped\":0,\"next\":null}");
        assertThat(users1.stream().flatMap(userId -> events.of(userId).stream()))
                .extracting(event -> event.getDetails().get("credential_id"))
                .containsExactlyInAnyOrderElementsOf(values(previewed.json().path("appPasswords"), "id"));
        assertThat(signIn("only-it", PHONE, client)).isEqualTo(400);
        assertThat(signIn("and-another", PHONE, "dovecot")).isEqualTo(400);
        assertThat(signIn("another", PHONE, "dovecot")).isEqualTo(200);
        assertThat(signIn("only-it", LAPTOP, client)).isEqualTo(200);
        assertThat(api().revokeMany(body).json().path("revoked").asInt()).isZero();
    }

    @Test
    void revokesThoseForEveryServiceOnRequest() {
        String client = client("unlimited-too");
        String userId = users.create("unlimited", SeededAppPassword.of(PHONE).createdAt(MANY_YEARS_AGO));
        String body = "{\"client\":\"" + client + "\",\"includeUnlimited\":true,\"unusedSince\":" + (MANY_YEARS_AGO + 1)
                + "}";

        assertThat(api().revokeMany(body.replace("true", "false"))
                        .expect(200)
                        .json()
                        .path("revoked")
                        .asInt())
                .isZero();
        assertThat(api().revokeMany(body).expect(200).json().path("revoked").asInt())
                .isEqualTo(1);

        assertThat(users.appPasswords(userId)).isEmpty();
    }

    @Test
    void revokesThoseOfTheUsersWithARole() {
        RoleRepresentation role = new RoleRepresentation();
        role.setName("contractor");
        realm.admin().roles().create(role);
        role = realm.admin().roles().get("contractor").toRepresentation();
        GroupRepresentation group = new GroupRepresentation();
        group.setName("contractors");
        String groupId = Created.id(realm.admin().groups().add(group));
        realm.admin().groups().group(groupId).roles().realmLevel().add(List.of(role));
        String direct = users.create("contractor-direct", SeededAppPassword.of(PHONE), of(LAPTOP, "dovecot"));
        String byGroup = users.create("contractor-by-group", SeededAppPassword.of(PHONE));
        String other = users.create("no-contractor", SeededAppPassword.of(PHONE));
        realm.admin().users().get(direct).roles().realmLevel().add(List.of(role));
        realm.admin().users().get(byGroup).joinGroup(groupId);
        String body = "{\"role\":\"contractor\"}";

        Answer previewed = api().previewRevocation(body).expect(200);
        assertThat(api().revokeMany("{\"role\":\"contractor\",\"client\":\"dovecot\"}")
                        .expect(200)
                        .json()
                        .path("revoked")
                        .asInt())
                .isEqualTo(1);
        Answer done = api().revokeMany(body).expect(200);

        assertThat(previewed.json().path("revoked").asInt()).isEqualTo(3);
        assertThat(values(previewed.json().path("appPasswords"), "userId")).isEqualTo(Set.of(direct, byGroup));
        assertThat(done.json().toString()).isEqualTo("{\"revoked\":2,\"failed\":0,\"skipped\":0,\"next\":null}");
        assertThat(users.appPasswords(direct)).isEmpty();
        assertThat(users.appPasswords(byGroup)).isEmpty();
        assertThat(users.appPasswords(other)).hasSize(1);
        assertThat(api().revokeMany("{\"role\":\"account.delete-account\"}")
                        .expect(200)
                        .json()
                        .path("revoked")
                        .asInt())
                .isZero();
    }

    @Test
    void revokesUnusedAppPasswords() {
        String client = client("used-sometimes");
        long now = System.currentTimeMillis();
        String userId = users.create(
                "rarely",
                of("a".repeat(24), client).named("Never used").createdAt(now - 2000),
                of("b".repeat(24), client)
                        .named("Used long ago")
                        .createdAt(now - 9000)
                        .rawData(used(client, now - 2000)),
                of("c".repeat(24), client).named("Used").createdAt(now - 9000).rawData(used(client, now - 500)),
                of("d".repeat(24), client).named("New").createdAt(now - 500),
                of("e".repeat(24), "dovecot").named("Other service").createdAt(now - 2000));

        Answer answer = api().revokeMany("{\"client\":\"" + client + "\",\"unusedSince\":" + (now - 1000) + "}")
                .expect(200);

        assertThat(answer.json().path("revoked").asInt()).isEqualTo(2);
        assertThat(users.appPasswords(userId))
                .extracting(CredentialRepresentation::getUserLabel)
                .containsExactlyInAnyOrder("Used", "New", "Other service");
        assertThat(Mail.await(mail, "rarely@example.org", 1))
                .singleElement()
                .satisfies(notice -> assertThat(notice.text()).contains("Never used", "Used long ago"));
    }

    @Test
    void aLargeRevocationRunsInParts() {
        String client = client("many-users");
        List<String> userIds = IntStream.range(0, 12)
                .mapToObj(i -> users.create("many-" + i, of(PHONE, client), of(LAPTOP, client)))
                .toList();
        List<Integer> parts = new ArrayList<>();
        Set<String> previewed = new HashSet<>();
        String after = "null";

        do {
            String body = "{\"client\":\"" + client + "\",\"max\":5,\"after\":" + after + "}";
            Answer dry = api().previewRevocation(body).expect(200);
            previewed.addAll(values(dry.json().path("appPasswords"), "id"));
            Answer part = api().revokeMany(body).expect(200);
            assertThat(part.json().path("revoked")).isEqualTo(dry.json().path("revoked"));
            parts.add(part.json().path("revoked").asInt());
            after = part.json().path("next").toString();
        } while (!after.equals("null"));

        assertThat(parts.stream().mapToInt(Integer::intValue).sum()).isEqualTo(24);
        assertThat(parts).allSatisfy(part -> assertThat(part).isLessThanOrEqualTo(10));
        assertThat(previewed).hasSize(24);
        assertThat(userIds).allSatisfy(userId -> {
            assertThat(users.appPasswords(userId)).isEmpty();
            assertThat(events.of(userId)).hasSize(2);
        });
        assertThat(IntStream.range(0, 12).mapToObj(i -> "many-" + i + "@example.org"))
                .allSatisfy(address -> assertThat(Mail.await(mail, address, 1)).hasSize(1));
    }

    @Test
    void anInterruptedRevocationResumesFromTheStartOrFromItsCursor() {
        String client = client("interrupted");
        IntStream.range(0, 9).forEach(i -> users.create("interrupted-" + i, of(PHONE, client)));
        String first = "{\"client\":\"" + client + "\",\"max\":3}";
        Answer part = api().revokeMany(first).expect(200);
        String next = "{\"client\":\"" + client + "\",\"max\":3,\"after\":"
                + part.json().path("next") + "}";

        // The answer to this request is lost.
        assertThat(api().revokeMany(next).expect(200).json().path("revoked").asInt())
                .isEqualTo(3);

        assertThat(api().revokeMany(next.replace("\"max\":3", "\"max\":1000"))
                        .expect(200)
                        .json()
                        .toString())
                .isEqualTo("{\"revoked\":3,\"failed\":0,\"skipped\":0,\"next\":null}");
        assertThat(api().revokeMany(first).expect(200).json().toString())
                .isEqualTo("{\"revoked\":0,\"failed\":0,\"skipped\":0,\"next\":null}");
    }

    @Test
    void twoConcurrentRevocationsRevokeEachOnce() {
        administrators.create("second-administrator", "manage-users");
        String client = client("wanted-twice");
        List<String> userIds = IntStream.range(0, 8)
                .mapToObj(i -> users.create("wanted-" + i, of(PHONE, client), of(LAPTOP, client)))
                .toList();
        String body = "{\"client\":\"" + client + "\"}";
        List<AdminApi> apis = List.of(api(), administrators.api("second-administrator"));

        List<Answer> answers = Parallel.all(apis.stream()
                .<Callable<Answer>>map(api -> () -> api.revokeMany(body))
                .toList());

        assertThat(answers).allSatisfy(answer -> answer.expect(200));
        assertThat(answers.stream()
                        .mapToInt(answer -> answer.json().path("revoked").asInt())
                        .sum())
                .isEqualTo(16);
        assertThat(answers.stream()
                        .mapToInt(answer -> answer.json().path("failed").asInt())
                        .sum())
                .isZero();
        assertThat(userIds)
                .allSatisfy(userId -> assertThat(events.of(userId))
                        .extracting(event -> event.getDetails().get("credential_id"))
                        .doesNotHaveDuplicates()
                        .hasSize(2));
    }

    @Test
    void twoConcurrentRevocationsOfOneAppPassword() {
        String userId = users.create("contested", SeededAppPassword.of(PHONE));
        String id = users.appPasswords(userId).get(0).getId();
        AdminApi api = api();

        List<Answer> answers = Parallel.all(IntStream.range(0, 6)
                .<Callable<Answer>>mapToObj(i -> () -> api.revoke(userId, id))
                .toList());

        assertThat(answers).extracting(Answer::status).containsOnlyOnce(204).containsOnly(204, 404);
        assertThat(events.of(userId)).hasSize(1);
    }

    @Test
    void creationsDuringARevocationAreRevokedOrKeptCompletely() {
        Person person = users.createWithTotp("busy");
        String userId = users.idOf(person);
        AppPasswordsApi own = own(person);
        AdminApi api = api();
        List<Callable<Answer>> everything = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String name = "App " + i;
            everything.add(Persistent.call(() -> own.create("{\"name\":\"" + name + "\"}")));
            if (i % 3 == 0) {
                everything.add(Persistent.call(() -> api.revokeAll(userId)));
            }
        }

        List<Answer> answers = Parallel.all(everything);

        assertThat(answers).extracting(Answer::status).containsOnly(200, 201);
        List<Answer> created =
                answers.stream().filter(answer -> answer.status() == 201).toList();
        int revoked = answers.stream()
                .filter(answer -> answer.status() == 200)
                .mapToInt(answer -> answer.json().path("revoked").asInt())
                .sum();
        Set<String> there = users.appPasswords(userId).stream()
                .map(CredentialRepresentation::getId)
                .collect(java.util.stream.Collectors.toSet());
        assertThat(created).hasSize(12);
        assertThat(there).hasSize(12 - revoked);
        assertThat(events.of(userId)).hasSize(revoked);
        assertThat(created)
                .allSatisfy(answer -> assertThat(
                                signIn("busy", answer.json().path("password").asText()))
                        .isEqualTo(there.contains(answer.json().path("id").asText()) ? 200 : 400));
    }

    @Test
    void theInventoryStaysCompleteWhileUsersComeAndGo() {
        String client = client("sixty");
        Map<String, String> owners = new LinkedHashMap<>();
        for (int i = 0; i < 60; i++) {
            String username = "sixty-" + i;
            owners.put(users.create(username, i % 2 == 0 ? both(client) : one(client)), username);
        }
        List<String> ids = new ArrayList<>(owners.keySet());
        Set<String> gone = new HashSet<>();
        List<JsonNode> seen = new ArrayList<>();
        Map<String, String> query = new LinkedHashMap<>(Map.of("client", client, "max", "7"));

        for (int page = 0; ; page++) {
            Answer answer = api().inventory(query).expect(200);
            answer.json().path("appPasswords").forEach(seen::add);
            assertThat(answer.json().path("appPasswords").size()).isLessThanOrEqualTo(7);
            if (answer.json().path("next").isNull()) {
                break;
            }
            query.put("after", answer.json().path("next").asText());
            // Deletes a user who was listed or will be, creates one, and deletes an app password of the page's last
            // user.
            String leaves = ids.get(page);
            gone.add(leaves);
            realm.admin().users().delete(leaves).close();
            users.create("sixty-late-" + page, one(client));
            JsonNode last = seen.get(seen.size() - 1);
            if (!gone.contains(last.path("userId").asText())) {
                api().revoke(last.path("userId").asText(), last.path("id").asText())
                        .expect(204);
            }
        }

        assertThat(seen).extracting(item -> item.path("id").asText()).doesNotHaveDuplicates();
        List<String> stayed = ids.stream().filter(id -> !gone.contains(id)).toList();
        assertThat(stayed)
                .hasSizeGreaterThan(40)
                .allSatisfy(userId -> assertThat(seen)
                        .filteredOn(item -> item.path("userId").asText().equals(userId))
                        .as(owners.get(userId))
                        .hasSize(ids.indexOf(userId) % 2 == 0 ? 2 : 1)
                        .allSatisfy(item ->
                                assertThat(item.path("username").asText()).isEqualTo(owners.get(userId))));
    }

    /** The server reads users in windows. A page starts with a small one. */
    @Test
    void theInventorySkipsUsersWithoutAppPasswords() {
        String client = client("sparse");
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            boolean owner = i % 12 == 0;
            String userId = users.create("sparse-" + i, owner ? both(client) : new SeededAppPassword[0]);
            expected.addAll(owner ? List.of(userId, userId) : List.of());
        }

        for (String max : List.of("1", "2", "5", "100")) {
            assertThat(api().wholeInventory(Map.of("client", client, "max", max)))
                    .as("pages of %s", max)
                    .extracting(item -> item.path("userId").asText())
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void theInventoryHasAllFields() {
        String client = client("described");
        long now = System.currentTimeMillis();
        String userId = users.create(
                "described",
                of("a".repeat(24), client)
                        .named("Phone")
                        .createdAt(MANY_YEARS_AGO)
                        .rawData(used(client, now - 1000)
                                .replace("\"expiresAt\":null", "\"expiresAt\":" + (now - 500))));
        String id = id(userId, "Phone");

        List<JsonNode> all = api().wholeInventory(Map.of("client", client));

        assertThat(all).singleElement().asString().isEqualTo("""
                {"userId":"%s","username":"described","device":false,"id":"%s","name":"Phone","createdAt":%d,"expiresAt":%d,\
                "expiresSoonFrom":null,\
                "lastUsedAt":%d,"lastUsedFrom":"192.0.2.7","lastUsedClient":"%s","clients":["%s"],"networks":[],\
                "expired":true,"expiredUnused":false}""".formatted(
                        userId, id, MANY_YEARS_AGO, now - 500, now - 1000, client, client));
    }

    @Test
    void theInventoryCanBeFiltered() {
        String client = client("filtered");
        long now = System.currentTimeMillis();
        String alice = users.create(
                "filtered-alice",
                of("a".repeat(24), client).named("Old").createdAt(now - 5000),
                of("b".repeat(24), client).named("New").createdAt(now - 1000).expiringAt(now + 60_000));
        users.create(
                "filtered-bob",
                of("a".repeat(24), client, "dovecot").named("Bob's").createdAt(now - 5000),
                SeededAppPassword.of("b".repeat(24)).named("Every").createdAt(now - 5000));

        assertThat(inventoryNames(Map.of("client", client))).containsExactlyInAnyOrder("Old", "New", "Bob's");
        assertThat(inventoryNames(Map.of("client", client, "includeUnlimited", "true")))
                .contains("Old", "New", "Bob's", "Every");
        assertThat(inventoryNames(Map.of("client", client, "unusedSince", String.valueOf(now - 2000))))
                .containsExactlyInAnyOrder("Old", "Bob's");
        assertThat(inventoryNames(Map.of("client", client, "expiresBefore", String.valueOf(now + 60_001))))
                .containsExactly("New");
        assertThat(inventoryNames(Map.of("client", client, "expiresBefore", String.valueOf(now + 60_000))))
                .isEmpty();
        assertThat(inventoryNames(Map.of("user", alice))).containsExactlyInAnyOrder("Old", "New");
        assertThat(inventoryNames(Map.of("user", alice, "max", "1"))).containsExactlyInAnyOrder("Old", "New");
        assertThat(inventoryNames(Map.of("user", "nobody"))).isEmpty();
        assertThat(inventoryNames(Map.of("client", "nothing"))).isEmpty();
        assertThat(inventoryNames(Map.of("client", "%"))).isEmpty();
    }

    @Test
    void theInventoryIsAvailableAsCsv() {
        String client = client("spreadsheet");
        String userId = users.create(
                "spreadsheet",
                of("a".repeat(24), client).named("=HYPERLINK(\"https://evil.example.org\")"),
                of("b".repeat(24), client).named("Télé, \"neuf\" 電話"));
        users.create("spreadsheet-2", of("a".repeat(24), client).named("Third"));
        AdminApi api = api();

        Answer file =
                api.inventory(Map.of("client", client, "max", "2"), "text/csv").expect(200);

        assertThat(file.header("Content-Type").orElseThrow()).isEqualToIgnoringCase("text/csv;charset=utf-8");
        assertThat(file.header("Content-Disposition")).contains("attachment; filename=\"app-passwords.csv\"");
        assertThat(file.header("Cache-Control")).contains("no-store");
        String link = file.header("Link").orElseThrow();
        assertThat(link)
                .startsWith("<" + realm.getBaseUrl().replace("/realms/", "/admin/realms/"))
                .endsWith(">; rel=\"next\"");
        HttpResponse<String> rest = api.follow(link.substring(1, link.indexOf('>')) + "&format=csv");
        assertThat(rest.statusCode()).isEqualTo(200);
        assertThat(rest.headers().firstValue("Link")).isEmpty();
        String both = file.body() + rest.body();
        assertThat(both.lines().filter(line -> line.startsWith("\"user id\""))).hasSize(2);
        assertThat(both)
                .doesNotStartWith("\ufeff")
                .contains("\"" + userId + "\",\"spreadsheet\",\"" + id(userId, "Télé, \"neuf\" 電話")
                        + "\",\"Télé, \"\"neuf\"\" 電話\",\"" + client + "\",")
                .contains("\"'=HYPERLINK(\"\"https://evil.example.org\"\")\"")
                .contains("\"Third\"");
        assertThat(both.lines()).hasSize(5);
    }

    @Test
    void theFormatFollowsTheAcceptHeader() {
        Map<String, String> nothing = Map.of("client", "nothing");
        assertThat(type(api().inventory(nothing))).isEqualTo("application/json");
        assertThat(type(api().inventory(nothing, "*/*"))).isEqualTo("application/json");
        assertThat(type(api().inventory(nothing, "application/json, text/csv;q=0.5")))
                .isEqualTo("application/json");
        assertThat(type(api().inventory(nothing, "text/csv, application/json;q=0.5")))
                .isEqualTo("text/csv");
        assertThat(type(api().inventory(Map.of("client", "nothing", "format", "csv"), "application/json")))
                .isEqualTo("text/csv");
        assertThat(type(api().inventory(Map.of("client", "nothing", "format", "json"), "text/csv")))
                .isEqualTo("application/json");
    }

    @Test
    void aServerAdministratorMayCallEverything() {
        String userId = users.create("of-master", SeededAppPassword.of(PHONE).createdAt(2));
        AdminApi api = AdminApi.with(realm.getBaseUrl(), master.tokenManager().getAccessTokenString());

        assertThat(names(api.list(userId).expect(200))).hasSize(1);
        assertThat(api.wholeInventory(Map.of("user", userId))).hasSize(1);
        assertThat(api.revokeMany("{\"unusedSince\":3}")
                        .expect(200)
                        .json()
                        .path("revoked")
                        .asInt())
                .isEqualTo(1);
        assertThat(api.revokeAll(userId).expect(200).json().path("revoked").asInt())
                .isZero();
    }

    private AdminApi api() {
        return administrators.api("administrator");
    }

    private AppPasswordsApi own(Person person) {
        AccountConsole console = new AccountConsole(realm.getBaseUrl());
        return AppPasswordsApi.with(
                realm.getBaseUrl(), console.accessToken(SignIn.complete(new Browser().open(console.signIn()), person)));
    }

    /** Creates a bridge for one test, so that its revocations do not affect the users of other tests. */
    private String client(String clientId) {
        new BridgeClients(realm).create(clientId, client -> {});
        return clientId;
    }

    private static SeededAppPassword of(String letters, String... clients) {
        return SeededAppPassword.of(letters).clients(new LinkedHashSet<>(Arrays.asList(clients)));
    }

    private static SeededAppPassword[] both(String client) {
        return new SeededAppPassword[] {of(PHONE, client), of(LAPTOP, client)};
    }

    private static SeededAppPassword[] one(String client) {
        return new SeededAppPassword[] {of(PHONE, client)};
    }

    private static String used(String client, long at) {
        return """
                {"schemaVersion":1,"clients":["%s"],"expiresAt":null,"lastUsedAt":%d,"lastUsedFrom":"192.0.2.7",\
                "lastUsedClient":"%s","recentNetworks":[]}""".formatted(client, at, client);
    }

    private int signIn(String username, String secret) {
        return signIn(username, secret, "dovecot");
    }

    private int signIn(String username, String secret, String client) {
        return tokens.directGrant(client, username, secret).status();
    }

    private String id(String userId, String name) {
        return users.appPasswords(userId).stream()
                .filter(credential -> name.equals(credential.getUserLabel()))
                .findFirst()
                .orElseThrow()
                .getId();
    }

    private List<String> revokedNames(String userId) {
        return events.of(userId).stream()
                .map(event -> event.getDetails().get("credential_user_label"))
                .toList();
    }

    private List<String> inventoryNames(Map<String, String> query) {
        return api().wholeInventory(query).stream()
                .map(item -> item.path("name").asText())
                .toList();
    }

    private static List<String> names(Answer answer) {
        return StreamSupport.stream(answer.json().path("appPasswords").spliterator(), false)
                .map(item -> item.path("name").asText())
                .toList();
    }

    private static Set<String> values(JsonNode array, String field) {
        Set<String> values = new HashSet<>();
        array.forEach(item -> values.add(item.path(field).asText()));
        return values;
    }

    private static String type(Answer answer) {
        return answer.expect(200).header("Content-Type").orElseThrow().replaceAll(";.*", "");
    }

    // Sign-ins from this address may cause a notice too.
    private List<Mail> deletionNotices(String address, int count) {
        Waiting.until(
                count + " e-mails to " + address, () -> deletionNotices(address).size() >= count);
        return deletionNotices(address);
    }

    private List<Mail> deletionNotices(String address) {
        return Mail.to(mail, address).stream()
                .filter(message -> message.subject().contains("deleted"))
                .toList();
    }
}
