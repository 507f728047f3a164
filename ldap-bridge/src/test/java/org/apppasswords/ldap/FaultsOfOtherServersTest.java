package org.apppasswords.ldap;

import static com.unboundid.ldap.sdk.SearchScope.BASE;
import static com.unboundid.ldap.sdk.SearchScope.ONE;
import static com.unboundid.ldap.sdk.SearchScope.SUB;
import static org.apppasswords.ldap.RunningBridge.group;
import static org.apppasswords.ldap.RunningBridge.person;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What users of other LDAP servers in front of an identity provider have reported. {@link BindTest}, {@link SearchTest},
 * {@link KeycloakFaultsTest} and {@link TlsTest} have the rest.
 */
@Timeout(60)
class FaultsOfOtherServersTest {

    /** A filter with an unknown group did not return. */
    @Test
    void anUnknownGroupIsAnEmptyResultAtOnce() throws LDAPException {
        try (RunningBridge bridge = RunningBridge.start();
                LDAPConnection connection = bridge.connectAsSearch()) {
            bridge.keycloak().requests().clear();
            SearchResult result = RunningBridge.search(
                    connection, RunningBridge.BASE, SUB, "(memberOf=cn=unknown,ou=groups,dc=example,dc=org)");
            assertThat(result.getResultCode()).isEqualTo(ResultCode.SUCCESS);
            assertThat(result.getEntryCount()).isZero();
            assertThat(bridge.keycloak().requests()).containsExactly("directory/groups?name=unknown");
        }
    }

    /** Parent groups were missing in {@code memberOf}, and two groups had one DN. */
    @Test
    void inheritedGroupsAreShownAndNamesAreUnique() throws LDAPException {
        try (RunningBridge bridge = RunningBridge.start();
                LDAPConnection connection = bridge.connectAsSearch()) {
            bridge.keycloak().add(new StandInKeycloak.Group("d1", "lab", "/lab", null));
            bridge.keycloak().add(new StandInKeycloak.Group("d2", "lab/admins2", "/lab/admins2", "d1"));
            bridge.keycloak().add(Example.user("u1", "dan", "Dan", "D", true, Set.of("d2"), Map.of()));

            assertThat(connection.getEntry(person("dan")).getAttributeValues("memberOf"))
                    .containsExactlyInAnyOrder(group("lab"), group("lab/admins2"));
            for (String name : List.of("lab", "lab/admins2")) {
                assertThat(connection.getEntry(group(name)).getAttributeValues("member"))
                        .containsExactly(person("dan"));
            }
        }
    }

    /** Capital letters did not match, and the scope was ignored. */
    @Test
    void caseIsIgnoredAndScopesAreExact() throws LDAPException {
        try (RunningBridge bridge = RunningBridge.start();
                LDAPConnection connection = bridge.connectAsSearch()) {
            for (String filter : List.of(
                    "(UID=ALICE)", "(MAIL=Alice@EXAMPLE.org)", "(memberof=CN=STAFF,OU=Groups,DC=example,DC=org)")) {
                assertThat(RunningBridge.search(connection, "OU=PEOPLE,DC=EXAMPLE,DC=ORG", ONE, filter)
                                .getSearchEntries())
                        .as(filter)
                        .extracting(SearchResultEntry::getDN)
                        .contains(person("alice"));
                assertThat(RunningBridge.search(connection, RunningBridge.BASE, ONE, filter)
                                .getEntryCount())
                        .isZero();
                assertThat(RunningBridge.search(connection, RunningBridge.BASE, BASE, filter)
                                .getEntryCount())
                        .isZero();
            }
        }
    }

    /** A user who was created, disabled or deleted a moment ago. */
    @Test
    void changesInKeycloakAreSeenAtOnce() throws LDAPException {
        try (RunningBridge bridge = RunningBridge.start("cache.seconds", "60");
                LDAPConnection connection = bridge.connectAsSearch()) {
            assertThat(RunningBridge.search(connection, RunningBridge.BASE, SUB, "(uid=new)")
                            .getEntryCount())
                    .isZero();
            bridge.keycloak().add(Example.user("n1", "new", "N", "N", true, Set.of(), Map.of()));
            assertThat(RunningBridge.search(connection, RunningBridge.BASE, SUB, "(uid=new)")
                            .getEntryCount())
                    .isEqualTo(1);
            bridge.connectAs("new").close();
        }
    }

    /** Numbers were hashes of names, and collided. */
    @Test
    void numbersAreNeverInvented() throws LDAPException {
        try (RunningBridge bridge = RunningBridge.start();
                LDAPConnection connection = bridge.connectAsSearch()) {
            bridge.keycloak()
                    .add(Example.user(
                            "p1", "half", "H", "H", true, Set.of(), Map.of("uidNumber", 5, "gidNumber", "x")));
            for (String name : List.of("bob", "half")) {
                SearchResultEntry entry = connection.getEntry(person(name));
                assertThat(entry.hasAttribute("uidNumber")).isFalse();
                assertThat(entry.hasObjectClass("posixAccount")).isFalse();
            }
        }
    }

    /** One slow request kept all others waiting. */
    @Test
    void bindsAreServedInParallel() throws Exception {
        try (RunningBridge bridge = RunningBridge.start()) {
            bridge.keycloak().delay(500);
            long start = System.nanoTime();
            List<CompletableFuture<Void>> binds = IntStream.range(0, 20)
                    .mapToObj(i -> new CompletableFuture<Void>()
                            .completeAsync(
                                    () -> null,
                                    task -> new Thread(() -> {
                                                try {
                                                    bridge.connectAs("alice").close();
                                                    task.run();
                                                } catch (LDAPException e) {
                                                    throw new IllegalStateException(e);
                                                }
                                            })
                                            .start()))
                    .toList();
            for (CompletableFuture<Void> bind : binds) {
                bind.get(20, TimeUnit.SECONDS);
            }
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(8));
        }
    }

    /** More binds than Keycloak gets at once wait, and then give up with "retry later". */
    @Test
    void requestsToKeycloakAreBounded() throws Exception {
        try (RunningBridge bridge =
                RunningBridge.start("keycloak.max-requests", "1", "keycloak.timeout-seconds", "1")) {
            bridge.keycloak().delay(600);
            List<CompletableFuture<ResultCode>> binds = IntStream.range(0, 5)
                    .mapToObj(i -> {
                        CompletableFuture<ResultCode> result = new CompletableFuture<>();
                        new Thread(() -> {
                                    try {
                                        bridge.connectAs("alice").close();
                                        result.complete(ResultCode.SUCCESS);
                                    } catch (LDAPException e) {
                                        result.complete(e.getResultCode());
                                    }
                                })
                                .start();
                        return result;
                    })
                    .toList();
            for (CompletableFuture<ResultCode> bind : binds) {
                assertThat(bind.get(20, TimeUnit.SECONDS)).isIn(ResultCode.SUCCESS, ResultCode.UNAVAILABLE);
            }
            assertThat(binds).anyMatch(bind -> bind.join().equals(ResultCode.SUCCESS));
            assertThat(binds).anyMatch(bind -> bind.join().equals(ResultCode.UNAVAILABLE));
            bridge.keycloak().delay(0);
            bridge.connectAs("alice").close();
        }
    }
}
