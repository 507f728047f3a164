package org.apppasswords.ldap;

import static com.unboundid.ldap.sdk.SearchScope.SUB;
import static org.apppasswords.ldap.RunningBridge.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.GenericSASLBindRequest;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedResult;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Binds: RFC 4513, and that nobody signs in as somebody else. */
class BindTest {

    private RunningBridge bridge = RunningBridge.start();

    @AfterEach
    void stop() {
        bridge.close();
    }

    private void restart(String... settings) {
        bridge.close();
        bridge = RunningBridge.start(settings);
    }

    private static ResultCode bind(LDAPConnection connection, String name, String password) {
        try {
            return connection.bind(new SimpleBindRequest(name, password)).getResultCode();
        } catch (LDAPException e) {
            return e.getResultCode();
        }
    }

    private ResultCode bind(String name, String password) throws LDAPException {
        try (LDAPConnection connection = bridge.connect()) {
            return bind(connection, name, password);
        }
    }

    private static String whoAmI(LDAPConnection connection) throws LDAPException {
        return ((WhoAmIExtendedResult) connection.processExtendedOperation(new WhoAmIExtendedRequest()))
                .getAuthorizationID();
    }

    @Test
    void aNameNeedsAPassword() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAs("alice")) {
            // The SDK refuses to send this unless it is told to.
            connection.getConnectionOptions().setBindWithDNRequiresPassword(false);
            assertThat(bind(connection, person("alice"), "")).isEqualTo(ResultCode.UNWILLING_TO_PERFORM);
            assertThat(bind(connection, RunningBridge.SEARCH_DN, "")).isEqualTo(ResultCode.UNWILLING_TO_PERFORM);
            assertThat(bind(connection, "anything", "")).isEqualTo(ResultCode.UNWILLING_TO_PERFORM);
            assertThat(whoAmI(connection)).isEmpty();
        }
        assertThat(bridge.keycloak().verifyHeaders()).hasSize(1);
    }

    @Test
    void withoutABindOnlyRootDseAndSchemaCanBeRead() throws LDAPException {
        try (LDAPConnection connection = bridge.connect()) {
            assertThat(bind(connection, "", "")).isEqualTo(ResultCode.SUCCESS);
            assertThat(whoAmI(connection)).isEmpty();
            assertThat(connection.getRootDSE()).isNotNull();
            assertThat(connection.getSchema()).isNotNull();
            for (String base : new String[] {RunningBridge.BASE, person("alice"), "dc=elsewhere", ""}) {
                assertThat(RunningBridge.search(connection, base, SUB, "(objectClass=*)")
                                .getResultCode())
                        .isEqualTo(ResultCode.INSUFFICIENT_ACCESS_RIGHTS);
            }
            assertThatThrownBy(() -> connection.compare(person("alice"), "uid", "alice"))
                    .isInstanceOf(LDAPException.class)
                    .extracting("resultCode")
                    .isEqualTo(ResultCode.INSUFFICIENT_ACCESS_RIGHTS);
        }
        assertThat(bridge.keycloak().requests()).isEmpty();
    }

    @Test
    void aFailedBindEndsTheEarlierOne() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAs("alice")) {
            assertThat(whoAmI(connection)).isEqualTo("dn:" + person("alice"));
            assertThat(bind(connection, person("alice"), "wrong")).isEqualTo(ResultCode.INVALID_CREDENTIALS);
            assertThat(whoAmI(connection)).isEmpty();
        }
    }

    @Test
    void noBindIsEverRemembered() throws LDAPException {
        restart("cache.seconds", "60");
        assertThat(bind(person("alice"), "alice-app-password")).isEqualTo(ResultCode.SUCCESS);
        bridge.keycloak().remove(Example.ALICE_ID);
        assertThat(bind(person("alice"), "alice-app-password")).isEqualTo(ResultCode.INVALID_CREDENTIALS);
        bridge.keycloak().add(Example.user(Example.ALICE_ID, "alice", "A", "L", true, Set.of(), Map.of()));
        assertThat(bind(person("alice"), "alice-app-password")).isEqualTo(ResultCode.SUCCESS);
        assertThat(bridge.keycloak().verifyHeaders()).hasSize(3);
    }

    @Test
    void keycloakLearnsWhoAsks() throws LDAPException {
        assertThat(bind(person("alice"), "alice-app-password")).isEqualTo(ResultCode.SUCCESS);

        assertThat(bridge.keycloak().verifyHeaders().get(0))
                .containsEntry("x-ldap-client-address", "127.0.0.1")
                .containsEntry("x-ldap-client-protocol", "ldap");
    }

    /** Keycloak accepts the e-mail address of another entry's name: the entry of that name has not signed in. */
    @Test
    void theEntryHasToBeTheUserWhomKeycloakReturns() throws LDAPException {
        bridge.keycloak()
                .add(new StandInKeycloak.User(
                        "44444444-4444-4444-8444-444444444444",
                        "mallory",
                        "bob2@example.org",
                        true,
                        "M",
                        "M",
                        "mallory-app-password",
                        Map.of(),
                        Set.of()));
        assertThat(bind(person("bob2@example.org"), "mallory-app-password")).isEqualTo(ResultCode.INVALID_CREDENTIALS);
        assertThat(bind(person("alice@example.org"), "alice-app-password")).isEqualTo(ResultCode.INVALID_CREDENTIALS);
    }

    @ParameterizedTest
    @CsvSource({"alice,0", "Alice,0", "alice@example.org,0", "nobody,49", "alice*,49", "'alice,bob',49", "uid=alice,49"
    })
    void aUserNameOrAddressCanTakeThePlaceOfADn(String name, int code) throws LDAPException {
        restart("bind-by-name", "true");
        try (LDAPConnection connection = bridge.connect()) {
            assertThat(bind(connection, name, "alice-app-password").intValue()).isEqualTo(code);
            assertThat(whoAmI(connection)).isEqualTo(code == 0 ? "dn:" + person("alice") : "");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "alice@example.org"})
    void withoutTheSettingANameIsNoDn(String name) throws LDAPException {
        assertThat(bind(name, "alice-app-password")).isEqualTo(ResultCode.INVALID_CREDENTIALS);
        assertThat(bridge.keycloak().verifyHeaders()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "uid=alice,dc=example,dc=org",
                "uid=alice,ou=groups,dc=example,dc=org",
                "cn=staff,ou=groups,dc=example,dc=org",
                "uid=alice+cn=alice,ou=people,dc=example,dc=org",
                "sn=alice,ou=people,dc=example,dc=org",
                "uid=alice,ou=people,dc=example,dc=com",
                "ou=people,dc=example,dc=org",
                "dc=example,dc=org",
                "cn=Subschema"
            })
    void otherNamesAreWrong(String name) throws LDAPException {
        assertThat(bind(name, "alice-app-password")).isEqualTo(ResultCode.INVALID_CREDENTIALS);
        assertThat(bridge.keycloak().verifyHeaders()).isEmpty();
    }

    @Test
    void theSearchAccountHasItsOwnPassword() throws LDAPException {
        assertThat(bind("CN=Search, DC=Example,dc=org", "search-password")).isEqualTo(ResultCode.SUCCESS);
        long start = System.nanoTime();
        for (String wrong : new String[] {"ldap-bridge-secret", "search-password "}) {
            assertThat(bind(RunningBridge.SEARCH_DN, wrong)).isEqualTo(ResultCode.INVALID_CREDENTIALS);
        }
        assertThat(System.nanoTime() - start).as("guessing is slow").isGreaterThan(1_900_000_000L);
        assertThat(bridge.keycloak().requests()).isEmpty();
    }

    @Test
    void otherVersionsAndMethodsAreRefused() throws LDAPException {
        try (LDAPConnection connection = bridge.connect()) {
            assertThatThrownBy(() -> connection.bind(
                            new GenericSASLBindRequest(null, "PLAIN", new ASN1OctetString("\0alice\0x"))))
                    .extracting("resultCode")
                    .isEqualTo(ResultCode.AUTH_METHOD_NOT_SUPPORTED);
        }
        assertThat(bridge.keycloak().requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"themselves,alice", "people,alice bob carol", "nothing,''"})
    void peopleSeeWhatTheConfigurationAllows(String rights, String names) throws LDAPException {
        restart("user-search", rights);
        try (LDAPConnection connection = bridge.connectAs("alice")) {
            var result = RunningBridge.search(connection, RunningBridge.BASE, SUB, "(objectClass=person)", "uid");
            assertThat(result.getResultCode())
                    .isEqualTo(rights.equals("nothing") ? ResultCode.INSUFFICIENT_ACCESS_RIGHTS : ResultCode.SUCCESS);
            assertThat(result.getSearchEntries().stream()
                            .map(entry -> entry.getAttributeValue("uid"))
                            .toList())
                    .isEqualTo(names.isEmpty() ? java.util.List.of() : java.util.List.of(names.split(" ")));
        }
    }

    @Test
    void aDeviceAccountMaySearchAsTheSearchAccountDoes() throws LDAPException {
        restart("search-users", "carol, Bob", "user-search", "nothing");
        try (LDAPConnection connection = bridge.connectAs("bob")) {
            assertThat(RunningBridge.search(connection, RunningBridge.BASE, SUB, "(objectClass=person)")
                            .getSearchEntries())
                    .hasSize(3);
        }
    }

    /** What people see of others if they see only themselves: neither in groups, nor by comparison, nor by time. */
    @Test
    void whoSeesOnlyThemselvesLearnsNothingOfOthers() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAs("alice")) {
            bridge.keycloak().requests().clear();
            assertThat(RunningBridge.search(connection, person("bob"), SUB, "(objectClass=*)")
                            .getResultCode())
                    .isEqualTo(ResultCode.NO_SUCH_OBJECT);
            assertThat(RunningBridge.search(connection, person("nobody"), SUB, "(objectClass=*)")
                            .getResultCode())
                    .isEqualTo(ResultCode.NO_SUCH_OBJECT);
            for (String filter : new String[] {
                "(uid=bob)",
                "(mail=bob@example.org)",
                "(member=" + person("bob") + ")",
                "(memberUid=bob)",
                "(entryUUID=" + Example.BOB_ID + ")"
            }) {
                assertThat(RunningBridge.search(connection, RunningBridge.BASE, SUB, filter)
                                .getSearchEntries())
                        .as(filter)
                        .isEmpty();
            }
            assertThat(connection
                            .compare(RunningBridge.group("staff"), "member", person("bob"))
                            .compareMatched())
                    .isFalse();
            assertThat(connection.getEntry(RunningBridge.group("staff")).getAttributeValues("member"))
                    .containsExactly(person("alice"));
            assertThat(bridge.keycloak().requests()).noneMatch(request -> request.contains("bob"));
        }
    }

    /** {@code ı} and {@code i} have the same upper case, and Keycloak's users can have both names. */
    @Test
    void whoSeesOnlyThemselvesLearnsNothingOfAPersonWithASimilarName() throws LDAPException {
        addToStaff("55555555-5555-4555-8555-555555555555", "diana");
        addToStaff("66666666-6666-4666-8666-666666666666", "dıana");
        try (LDAPConnection connection = bridge.connectAs("dıana")) {
            bridge.keycloak().requests().clear();
            assertThat(RunningBridge.search(connection, person("diana"), SUB, "(objectClass=*)")
                            .getResultCode())
                    .isEqualTo(ResultCode.NO_SUCH_OBJECT);
            assertThatThrownBy(() -> connection.compare(person("diana"), "uid", "diana"))
                    .extracting("resultCode")
                    .isEqualTo(ResultCode.NO_SUCH_OBJECT);
            for (String filter : new String[] {"(member=" + person("diana") + ")", "(memberUid=DIANA)"}) {
                assertThat(RunningBridge.search(connection, RunningBridge.BASE, SUB, filter)
                                .getSearchEntries())
                        .as(filter)
                        .isEmpty();
            }
            assertThat(connection
                            .compare(RunningBridge.group("staff"), "member", person("diana"))
                            .compareMatched())
                    .isFalse();
            assertThat(bridge.keycloak().requests())
                    .noneMatch(request -> request.toLowerCase(Locale.ROOT).contains("diana"));

            assertThat(RunningBridge.search(connection, person("DıANA"), SUB, "(uid=dıana)")
                            .getEntryCount())
                    .isEqualTo(1);
            assertThat(RunningBridge.search(connection, RunningBridge.BASE, SUB, "(memberUid=dıana)")
                            .getEntryCount())
                    .isEqualTo(1);
            assertThat(connection
                            .compare(RunningBridge.group("staff"), "member", person("dıana"))
                            .compareMatched())
                    .isTrue();
        }
    }

    private void addToStaff(String id, String username) {
        bridge.keycloak().add(Example.user(id, username, "D", "P", true, Set.of(Example.STAFF_ID), Map.of()));
    }

    @Test
    void aConnectionEndsToBeSignedInWhenTheUserIsGone() throws LDAPException {
        restart("user-search", "people");
        try (LDAPConnection connection = bridge.connectAs("alice")) {
            assertThat(RunningBridge.search(connection, RunningBridge.BASE, SUB, "(uid=bob)")
                            .getSearchEntries())
                    .hasSize(1);
            bridge.keycloak().remove(Example.ALICE_ID);
            assertThat(RunningBridge.search(connection, RunningBridge.BASE, SUB, "(uid=bob)")
                            .getResultCode())
                    .isEqualTo(ResultCode.INSUFFICIENT_ACCESS_RIGHTS);
        }
    }

    @Test
    void aPersonWhoIsGoneDoesNotGetTheNextPage() throws LDAPException {
        restart("user-search", "people");
        try (LDAPConnection connection = bridge.connectAs("alice")) {
            SearchRequest request = new SearchRequest(RunningBridge.BASE, SUB, "(objectClass=inetOrgPerson)", "uid");
            request.setControls(new SimplePagedResultsControl(1));
            SearchResult first = RunningBridge.search(connection, request);
            request.setControls(new SimplePagedResultsControl(
                    1, SimplePagedResultsControl.get(first).getCookie()));
            SearchResult second = RunningBridge.search(connection, request);
            assertThat(second.getEntryCount()).isEqualTo(1);
            bridge.keycloak().remove(Example.ALICE_ID);
            request.setControls(new SimplePagedResultsControl(
                    1, SimplePagedResultsControl.get(second).getCookie()));
            SearchResult third = RunningBridge.search(connection, request);
            assertThat(third.getResultCode()).isEqualTo(ResultCode.INSUFFICIENT_ACCESS_RIGHTS);
            assertThat(third.getEntryCount()).isZero();
        }
    }

    @Test
    void theBaseChoosesTheService() throws LDAPException {
        restart(
                "services", "nas,mail",
                "nas.base-dn", "dc=nas",
                "nas.search-dn", "cn=search,dc=nas",
                "nas.search-password", "nas-password",
                "mail.base-dn", "ou=mail,dc=nas",
                "mail.client-id", "other",
                "mail.search-dn", "cn=search,ou=mail,dc=nas",
                "mail.search-password", "mail-password");
        try (LDAPConnection connection = bridge.connect("uid=alice,ou=people,dc=nas", "alice-app-password")) {
            assertThat(connection.searchForEntry("dc=nas", SUB, "(uid=alice)").getDN())
                    .isEqualTo("uid=alice,ou=people,dc=nas");
            assertThat(RunningBridge.search(connection, "ou=mail,dc=nas", SUB, "(uid=alice)")
                            .getResultCode())
                    .isEqualTo(ResultCode.INSUFFICIENT_ACCESS_RIGHTS);
        }
        // The stand-in does not know this client: the bridge is set up wrongly.
        assertThat(bind("uid=alice,ou=people,ou=mail,dc=nas", "alice-app-password"))
                .isEqualTo(ResultCode.UNAVAILABLE);
        assertThat(bind("cn=search,ou=mail,dc=nas", "nas-password")).isEqualTo(ResultCode.INVALID_CREDENTIALS);
        assertThat(bind("cn=search,ou=mail,dc=nas", "mail-password")).isEqualTo(ResultCode.SUCCESS);
    }

    /** Two services can each have an alice. */
    @Test
    void aPersonOfAnotherServiceIsNoMemberHere() throws LDAPException {
        restart(
                "services", "nas,mail",
                "nas.base-dn", "dc=nas",
                "nas.search-dn", "cn=search,dc=nas",
                "nas.search-password", "nas-password",
                "mail.base-dn", "dc=mail",
                "mail.search-dn", "cn=search,dc=mail",
                "mail.search-password", "mail-password");
        try (LDAPConnection connection = bridge.connect("cn=search,dc=nas", "nas-password")) {
            String staff = "cn=staff,ou=groups,dc=nas";
            for (String filter : new String[] {"(member=%s)", "(member:2.5.13.1:=%s)", "(member:dn:2.5.13.1:=%s)"}) {
                assertThat(members(connection, filter.formatted("uid=alice,ou=people,dc=nas")))
                        .as(filter)
                        .isEqualTo(1);
                assertThat(members(connection, filter.formatted("uid=alice,ou=people,dc=mail")))
                        .as(filter)
                        .isZero();
            }
            assertThat(connection
                            .compare(staff, "member", "uid=alice,ou=people,dc=nas")
                            .compareMatched())
                    .isTrue();
            assertThat(connection
                            .compare(staff, "member", "uid=alice,ou=people,dc=mail")
                            .compareMatched())
                    .isFalse();
        }
    }

    private static int members(LDAPConnection connection, String filter) throws LDAPException {
        return RunningBridge.search(connection, "ou=groups,dc=nas", SUB, filter).getEntryCount();
    }
}
