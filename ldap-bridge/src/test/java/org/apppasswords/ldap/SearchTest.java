package org.apppasswords.ldap;

import static com.unboundid.ldap.sdk.SearchScope.BASE;
import static com.unboundid.ldap.sdk.SearchScope.ONE;
import static com.unboundid.ldap.sdk.SearchScope.SUB;
import static org.apppasswords.ldap.RunningBridge.group;
import static org.apppasswords.ldap.RunningBridge.person;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.ServerSideSortRequestControl;
import com.unboundid.ldap.sdk.controls.ServerSideSortResponseControl;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import com.unboundid.ldap.sdk.controls.SortKey;
import com.unboundid.ldap.sdk.controls.VirtualListViewRequestControl;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Searches over more people than one page of Keycloak holds: RFC 4511, section 4.5, RFC 2696 and RFC 2891. */
class SearchTest {

    private static final int PEOPLE = 1203;
    private static final String PEOPLE_DN = "ou=people," + RunningBridge.BASE;
    private static final String GROUPS_DN = "ou=groups," + RunningBridge.BASE;

    private static RunningBridge bridge;

    @BeforeAll
    static void start() {
        StandInKeycloak keycloak = Example.keycloak();
        People.add(keycloak, PEOPLE - 3);
        bridge = RunningBridge.start(keycloak, "limits.results", "1300");
    }

    @AfterAll
    static void stop() {
        bridge.close();
    }

    private static List<String> names(SearchResult result) {
        return result.getSearchEntries().stream().map(SearchResultEntry::getDN).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dc=example,dc=org|BASE|1",
                "dc=example,dc=org|ONE|3",
                "dc=example,dc=org|SUB|1210",
                "dc=example,dc=org|SUBORDINATE_SUBTREE|1209",
                "ou=people,dc=example,dc=org|BASE|1",
                "ou=people,dc=example,dc=org|ONE|1203",
                "ou=people,dc=example,dc=org|SUB|1204",
                "ou=people,dc=example,dc=org|SUBORDINATE_SUBTREE|1203",
                "ou=groups,dc=example,dc=org|ONE|3",
                "ou=groups,dc=example,dc=org|SUB|4",
                "uid=alice,ou=people,dc=example,dc=org|BASE|1",
                "uid=alice,ou=people,dc=example,dc=org|ONE|0",
                "uid=alice,ou=people,dc=example,dc=org|SUB|1",
                "cn=staff,ou=groups,dc=example,dc=org|SUB|1",
                "cn=search,dc=example,dc=org|BASE|1",
                "''|SUB|1210",
                "''|ONE|3"
            })
    void everyScopeIsExact(String base, String scope, int expected) throws LDAPException {
        SearchScope wanted = Map.of(
                        "BASE", BASE, "ONE", ONE, "SUB", SUB, "SUBORDINATE_SUBTREE", SearchScope.SUBORDINATE_SUBTREE)
                .get(scope);
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            SearchResult result = RunningBridge.search(connection, base, wanted, "(objectClass=*)", "1.1");
            assertThat(result.getResultCode()).isEqualTo(ResultCode.SUCCESS);
            assertThat(names(result)).doesNotHaveDuplicates().hasSize(expected);
        }
    }

    /** A program that searches people gets all of them, over as many pages of Keycloak as it takes. */
    @Test
    void allPagesOfKeycloakAreRead() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            assertThat(names(RunningBridge.search(
                            connection, RunningBridge.BASE, SUB, "(objectClass=inetOrgPerson)", "uid")))
                    .hasSize(PEOPLE);
        }
    }

    @ParameterizedTest
    @CsvSource({"1202,4", "1203,0", "1204,0", "1,4", "500,4", "0,0"})
    void theSizeLimitIsExceededOnlyIfThereAreMore(int limit, int code) throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            SearchResult result = RunningBridge.search(
                    connection,
                    new SearchRequest(
                            RunningBridge.BASE,
                            SUB,
                            DereferencePolicy.NEVER,
                            limit,
                            0,
                            false,
                            "(objectClass=inetOrgPerson)",
                            "uid"));
            assertThat(result.getResultCode().intValue()).isEqualTo(code);
            assertThat(result.getEntryCount()).isEqualTo(code == 0 ? PEOPLE : limit);
        }
    }

    @Test
    void theServersOwnLimitIsExceededToo() throws LDAPException {
        try (RunningBridge small = RunningBridge.start("limits.results", "2");
                LDAPConnection connection = small.connectAsSearch()) {
            SearchResult result = RunningBridge.search(connection, RunningBridge.BASE, SUB, "(objectClass=person)");
            assertThat(result.getResultCode()).isEqualTo(ResultCode.SIZE_LIMIT_EXCEEDED);
            assertThat(result.getEntryCount()).isEqualTo(2);
            assertThat(pages(connection, 500, "(objectClass=person)")).hasSize(3);
        }
    }

    private static List<String> pages(LDAPConnection connection, int size, String filter) throws LDAPException {
        List<String> all = new ArrayList<>();
        SimplePagedResultsControl next = new SimplePagedResultsControl(size, true);
        while (next != null) {
            SearchRequest request = new SearchRequest(RunningBridge.BASE, SUB, filter, "uid");
            request.addControl(next);
            SearchResult result = RunningBridge.search(connection, request);
            assertThat(result.getResultCode()).isEqualTo(ResultCode.SUCCESS);
            assertThat(result.getEntryCount()).isLessThanOrEqualTo(size);
            all.addAll(names(result));
            SimplePagedResultsControl answer = SimplePagedResultsControl.get(result);
            next = answer.moreResultsToReturn() ? new SimplePagedResultsControl(size, answer.getCookie(), true) : null;
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource({"7", "100", "500", "501", "1000", "1203", "5000"})
    void pagesOfEverySizeAreComplete(int size) throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            assertThat(pages(connection, size, "(objectClass=inetOrgPerson)"))
                    .doesNotHaveDuplicates()
                    .hasSize(PEOPLE);
            // Few of the candidates match.
            assertThat(pages(connection, size, "(&(objectClass=inetOrgPerson)(!(uid=person*)))"))
                    .hasSize(3);
        }
    }

    @Test
    void aPageAsksKeycloakForAsManyAsItNeeds() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            bridge.keycloak().requests().clear();
            SearchRequest request = new SearchRequest(RunningBridge.BASE, SUB, "(objectClass=inetOrgPerson)", "uid");
            request.addControl(new SimplePagedResultsControl(126));
            assertThat(RunningBridge.search(connection, request).getEntryCount())
                    .isEqualTo(126);
            assertThat(bridge.keycloak().requests())
                    .filteredOn(uri -> uri.contains("/users"))
                    .containsExactly("directory/users?max=126");
        }
    }

    @Test
    void aCookieBelongsToItsSearchAndConnection() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch();
                LDAPConnection other = bridge.connectAsSearch()) {
            SearchRequest request = new SearchRequest(RunningBridge.BASE, SUB, "(objectClass=inetOrgPerson)", "uid");
            request.setControls(new SimplePagedResultsControl(2));
            SimplePagedResultsControl answer = SimplePagedResultsControl.get(RunningBridge.search(connection, request));
            Control next = new SimplePagedResultsControl(2, answer.getCookie());

            SearchRequest different = new SearchRequest(RunningBridge.BASE, SUB, "(uid=*)", "uid");
            different.setControls(next);
            assertThat(RunningBridge.search(connection, different).getResultCode())
                    .isEqualTo(ResultCode.UNWILLING_TO_PERFORM);
            request.setControls(next);
            assertThat(RunningBridge.search(other, request).getResultCode()).isEqualTo(ResultCode.UNWILLING_TO_PERFORM);
        }
    }

    /** A search whose pages nobody wants any more, and many that are begun and never ended. */
    @Test
    void waitingSearchesAreBounded() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            SearchRequest request = new SearchRequest(RunningBridge.BASE, SUB, "(objectClass=inetOrgPerson)", "uid");
            List<SimplePagedResultsControl> cookies = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                request.setControls(new SimplePagedResultsControl(1));
                cookies.add(SimplePagedResultsControl.get(RunningBridge.search(connection, request)));
            }
            // The last eight wait.
            for (int ended : new int[] {0, 41}) {
                request.setControls(
                        new SimplePagedResultsControl(1, cookies.get(ended).getCookie()));
                assertThat(RunningBridge.search(connection, request).getResultCode())
                        .isEqualTo(ResultCode.UNWILLING_TO_PERFORM);
            }
            request.setControls(new SimplePagedResultsControl(0, cookies.get(42).getCookie()));
            assertThat(RunningBridge.search(connection, request).getResultCode())
                    .isEqualTo(ResultCode.SUCCESS);
            request.setControls(new SimplePagedResultsControl(0, cookies.get(49).getCookie()));
            SearchResult ended = RunningBridge.search(connection, request);
            assertThat(ended.getResultCode()).isEqualTo(ResultCode.SUCCESS);
            assertThat(ended.getEntryCount()).isZero();
            request.setControls(new SimplePagedResultsControl(1, cookies.get(48).getCookie()));
            assertThat(RunningBridge.search(connection, request).getEntryCount())
                    .isEqualTo(1);
            connection.bind(RunningBridge.SEARCH_DN, RunningBridge.SEARCH_PASSWORD);
            request.setControls(new SimplePagedResultsControl(1, cookies.get(47).getCookie()));
            assertThat(RunningBridge.search(connection, request).getResultCode())
                    .as("a new bind ends them")
                    .isEqualTo(ResultCode.UNWILLING_TO_PERFORM);
        }
    }

    @Test
    void entriesAreSortedOnTheServer() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            SearchRequest request = new SearchRequest(PEOPLE_DN, SUB, "(objectClass=inetOrgPerson)", "sn", "cn");
            request.setControls(new ServerSideSortRequestControl(true, new SortKey("sn"), new SortKey("cn", true)));
            SearchResult result = RunningBridge.search(connection, request);
            List<String> sorted = result.getSearchEntries().stream()
                    .map(entry -> entry.getAttributeValue("sn").toLowerCase(Locale.ROOT))
                    .toList();
            assertThat(sorted).hasSize(PEOPLE).isSorted();
            assertThat(names(result).subList(0, 3)).containsExactly(person("bob"), person("alice"), person("carol"));
            assertThat(names(result).get(3)).isEqualTo(person("person999"));
            assertThat(ServerSideSortResponseControl.get(result).getResultCode())
                    .isEqualTo(ResultCode.SUCCESS);
        }
    }

    @Test
    void entriesWithoutTheAttributeComeLast() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            SearchRequest request = new SearchRequest(PEOPLE_DN, SUB, "(|(uid=carol)(uid=bob)(uid=alice))", "uid");
            request.setControls(new ServerSideSortRequestControl(new SortKey("mail", true)));
            assertThat(names(RunningBridge.search(connection, request)))
                    .as("reverse")
                    .containsExactly(person("carol"), person("bob"), person("alice"));
            request.setControls(new ServerSideSortRequestControl(new SortKey("mail")));
            assertThat(names(RunningBridge.search(connection, request)))
                    .containsExactly(person("alice"), person("bob"), person("carol"));
        }
    }

    @Test
    void sortingThatIsNotPossibleIsAnErrorOnlyIfCritical() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            for (SortKey key : List.of(new SortKey("shoeSize"), new SortKey("cn", "1.2.3.4", false))) {
                SearchRequest request = new SearchRequest(PEOPLE_DN, SUB, "(uid=alice)", "uid");
                request.setControls(new ServerSideSortRequestControl(true, key));
                assertThat(RunningBridge.search(connection, request).getResultCode())
                        .isEqualTo(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION);
                request.setControls(new ServerSideSortRequestControl(false, key));
                SearchResult result = RunningBridge.search(connection, request);
                assertThat(result.getResultCode()).isEqualTo(ResultCode.SUCCESS);
                assertThat(ServerSideSortResponseControl.get(result).getResultCode())
                        .isNotEqualTo(ResultCode.SUCCESS);
            }
        }
    }

    @Test
    void sortedSearchesHavePagesToo() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            Set<String> seen = new HashSet<>();
            String last = "";
            SimplePagedResultsControl page = new SimplePagedResultsControl(400, true);
            while (page != null) {
                SearchRequest request = new SearchRequest(PEOPLE_DN, SUB, "(objectClass=inetOrgPerson)", "cn");
                request.setControls(page, new ServerSideSortRequestControl(true, new SortKey("cn")));
                SearchResult result = RunningBridge.search(connection, request);
                for (SearchResultEntry entry : result.getSearchEntries()) {
                    String cn = entry.getAttributeValue("cn").toLowerCase(Locale.ROOT);
                    assertThat(cn).isGreaterThanOrEqualTo(last);
                    last = cn;
                    assertThat(seen.add(entry.getDN())).isTrue();
                }
                SimplePagedResultsControl answer = SimplePagedResultsControl.get(result);
                page = answer.moreResultsToReturn()
                        ? new SimplePagedResultsControl(400, answer.getCookie(), true)
                        : null;
            }
            assertThat(seen).hasSize(PEOPLE);
        }
    }

    @Test
    void unknownControlsEndTheOperationIfTheyAreCritical() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            for (Control control :
                    List.of(new Control("1.2.3.4", true), new VirtualListViewRequestControl(1, 0, 9, 0, null, true))) {
                SearchRequest request = new SearchRequest(PEOPLE_DN, SUB, "(uid=alice)");
                request.setControls(control);
                assertThat(RunningBridge.search(connection, request).getResultCode())
                        .isEqualTo(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION);
                request.setControls(new Control(control.getOID(), false, control.getValue()));
                assertThat(RunningBridge.search(connection, request).getEntryCount())
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void typesOnlyReturnsNamesWithoutValues() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            SearchResult result = RunningBridge.search(
                    connection,
                    new SearchRequest(
                            PEOPLE_DN, SUB, DereferencePolicy.NEVER, 0, 0, true, "(uid=alice)", "cn", "memberOf"));
            assertThat(result.getSearchEntries().get(0).getAttributes())
                    .hasSize(2)
                    .allSatisfy(attribute -> assertThat(attribute.size()).isZero());
        }
    }

    /** The limit of one second passes in a later request to Keycloak, or in the first one. */
    @CsvSource({
        "400, (objectClass=inetOrgPerson), ''",
        "400, (objectClass=inetOrgPerson), uid",
        "1500, (objectClass=inetOrgPerson), ''",
        "1500, (objectClass=inetOrgPerson), uid",
        "1500, (uid=alice), ''",
        "1500, '(memberOf=cn=staff,ou=groups,dc=example,dc=org)', ''"
    })
    @ParameterizedTest(name = "{0} ms for each request, {1}, sorted by \"{2}\"")
    void aTimeLimitEndsASearch(int delay, String filter, String sortedBy) throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            SearchRequest request =
                    new SearchRequest(PEOPLE_DN, SUB, DereferencePolicy.NEVER, 0, 1, false, filter, "uid");
            if (!sortedBy.isEmpty()) {
                request.addControl(new ServerSideSortRequestControl(new SortKey(sortedBy)));
            }
            bridge.keycloak().delay(delay);
            SearchResult result = RunningBridge.search(connection, request);
            assertThat(result.getResultCode()).isEqualTo(ResultCode.TIME_LIMIT_EXCEEDED);
            assertThat(result.getEntryCount()).isLessThan(PEOPLE);
        } finally {
            bridge.keycloak().delay(0);
        }
    }

    @Test
    void anAbandonedSearchHasNoAnswer() throws LDAPException, InterruptedException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            bridge.keycloak().delay(300);
            bridge.keycloak().requests().clear();
            var first =
                    connection.asyncSearch(new SearchRequest(new Nothing(), PEOPLE_DN, SUB, "(displayName=x)", "uid"));
            while (bridge.keycloak().requests().isEmpty()) {
                Thread.sleep(5);
            }
            var second =
                    connection.asyncSearch(new SearchRequest(new Nothing(), PEOPLE_DN, SUB, "(displayName=y)", "uid"));
            connection.abandon(second);
            connection.abandon(first);
            // The connection goes on with the next request.
            assertThat(connection.getRootDSE()).isNotNull();
            // Without an end, each of them reads three pages.
            assertThat(bridge.keycloak().requests())
                    .filteredOn(uri -> uri.contains("/users"))
                    .hasSize(1);
        } finally {
            bridge.keycloak().delay(0);
        }
    }

    @Test
    void nobodyHasToBeNamedTwice() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            assertThat(names(RunningBridge.search(
                            connection,
                            PEOPLE_DN,
                            SUB,
                            "(|(uid=alice)(mail=alice@example.org)(cn=*lidd*)(memberOf=" + group("staff") + "))",
                            "uid")))
                    .containsExactlyInAnyOrder(person("alice"), person("bob"));
        }
    }

    /** Java converts both to the same lower case, but only one is the name. */
    @Test
    void namesThatDifferInASigmaAreDifferentMembers() throws LDAPException {
        StandInKeycloak keycloak = Example.keycloak();
        keycloak.add(Example.user(
                "44444444-4444-4444-8444-444444444444",
                "παπας",
                "Nikos",
                "Παπάς",
                true,
                Set.of(Example.STAFF_ID),
                Map.of()));
        try (RunningBridge other = RunningBridge.start(keycloak);
                LDAPConnection connection = other.connectAsSearch()) {
            assertThat(names(RunningBridge.search(
                            connection, GROUPS_DN, SUB, "(|(memberUid=ΠΑΠΑΣ)(memberUid=παπας))", "cn")))
                    .containsExactly(group("staff"));
        }
    }

    @Test
    void membersOfLargeGroupsAreLimited() throws LDAPException {
        try (RunningBridge small = RunningBridge.start("limits.members", "1");
                LDAPConnection connection = small.connectAsSearch()) {
            SearchResult all = RunningBridge.search(connection, group("staff"), BASE, "(objectClass=*)");
            assertThat(all.getResultCode()).isEqualTo(ResultCode.ADMIN_LIMIT_EXCEEDED);
            assertThat(all.getDiagnosticMessage()).contains("limits.members");
            assertThat(connection.getEntry(group("staff"), "cn")).isNotNull();
        }
    }

    private static List<String> membersAskedFor() {
        return bridge.keycloak().requests().stream()
                .filter(uri -> uri.contains("/users?") && uri.contains("group="))
                .toList();
    }

    /** Groups can have thousands of members, so those of one group at a time are in memory. */
    @Test
    void aPageReadsOnlyTheMembersOfItsOwnGroups() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            Map<String, Set<String>> members = new HashMap<>();
            SimplePagedResultsControl next = new SimplePagedResultsControl(1);
            for (int page = 1; next != null; page++) {
                SearchRequest request =
                        new SearchRequest(GROUPS_DN, ONE, "(objectClass=groupOfNames)", "cn", "member", "memberUid");
                request.setControls(next);
                bridge.keycloak().requests().clear();
                SearchResult result = RunningBridge.search(connection, request);
                assertThat(membersAskedFor()).as("page " + page).hasSize(1);
                SearchResultEntry group = result.getSearchEntries().get(0);
                members.put(group.getAttributeValue("cn"), valuesOf(group, "memberUid"));
                SimplePagedResultsControl answer = SimplePagedResultsControl.get(result);
                next = answer.moreResultsToReturn() ? new SimplePagedResultsControl(1, answer.getCookie()) : null;
            }
            assertThat(members)
                    .isEqualTo(
                            Map.of("staff", Set.of("alice", "bob"), "admins", Set.of("bob"), "R&D, \"x\"/y", Set.of()));
        }
    }

    private static Set<String> valuesOf(SearchResultEntry entry, String attribute) {
        return entry.hasAttribute(attribute) ? Set.of(entry.getAttributeValues(attribute)) : Set.of();
    }

    /** A filter that needs the members of all groups does not keep them. */
    @CsvSource({"cn, 3", "memberUid, 4"})
    @ParameterizedTest(name = "the answer has {0}")
    void membersForAFilterAreNotKept(String attribute, int requests) throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            SearchRequest request = new SearchRequest(GROUPS_DN, ONE, "(member=*)", attribute);
            request.setControls(new SimplePagedResultsControl(1));
            bridge.keycloak().requests().clear();
            SearchResult first = RunningBridge.search(connection, request);
            assertThat(membersAskedFor()).hasSize(requests);
            request.setControls(new SimplePagedResultsControl(
                    1, SimplePagedResultsControl.get(first).getCookie()));
            SearchResult last = RunningBridge.search(connection, request);
            assertThat(SimplePagedResultsControl.get(last).moreResultsToReturn())
                    .isFalse();
            assertThat(valuesOf(first.getSearchEntries().get(0), attribute))
                    .isEqualTo(attribute.equals("cn") ? Set.of("staff") : Set.of("alice", "bob"));
            assertThat(valuesOf(last.getSearchEntries().get(0), attribute))
                    .isEqualTo(attribute.equals("cn") ? Set.of("admins") : Set.of("bob"));
        }
    }

    @Test
    void groupsCanBeSortedByTheirMembers() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            SearchRequest request =
                    new SearchRequest(GROUPS_DN, ONE, "(objectClass=groupOfNames)", "cn", "member", "memberUid");
            request.setControls(new ServerSideSortRequestControl(true, new SortKey("memberUid", true)));
            SearchResult result = RunningBridge.search(connection, request);
            assertThat(result.getSearchEntries().stream().map(entry -> entry.getAttributeValue("cn")))
                    .containsExactly("R&D, \"x\"/y", "admins", "staff");
            assertThat(valuesOf(result.getSearchEntries().get(2), "memberUid")).containsOnly("alice", "bob");
        }
    }

    /** Whether there is another group can be found out without its members. */
    @Test
    void aGroupBeyondTheSizeLimitIsNotReadInFull() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            bridge.keycloak().requests().clear();
            SearchResult result = RunningBridge.search(
                    connection,
                    new SearchRequest(
                            GROUPS_DN,
                            ONE,
                            DereferencePolicy.NEVER,
                            1,
                            0,
                            false,
                            "(objectClass=groupOfNames)",
                            "cn",
                            "member"));
            assertThat(result.getResultCode()).isEqualTo(ResultCode.SIZE_LIMIT_EXCEEDED);
            assertThat(result.getEntryCount()).isEqualTo(1);
            assertThat(membersAskedFor()).hasSize(1);
        }
    }

    @Test
    void aFederatedUserHasAStableUuid() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            String uuid = connection
                    .searchForEntry(PEOPLE_DN, SUB, "(uid=carol)", "entryUUID")
                    .getAttributeValue("entryUUID");
            assertThat(uuid).matches("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
            assertThat(names(RunningBridge.search(connection, PEOPLE_DN, SUB, "(entryUUID=" + uuid + ")")))
                    .containsExactly(person("carol"));
        }
        try (RunningBridge other = RunningBridge.start();
                LDAPConnection connection = other.connectAsSearch()) {
            // This one has not seen the user yet.
            assertThat(names(RunningBridge.search(
                            connection,
                            PEOPLE_DN,
                            SUB,
                            "(entryUUID=" + org.apppasswords.ldap.entry.EntryUuid.of(Example.CAROL_ID) + ")")))
                    .containsExactly(person("carol"));
        }
    }

    /** Keycloak takes the IDs of groups from a realm file as they are. */
    @Test
    void aGroupWhoseIdIsNoUuidHasAStableUuid() throws LDAPException {
        StandInKeycloak keycloak = Example.keycloak();
        keycloak.add(new StandInKeycloak.Group("sales-department", "sales", "/sales", null));
        try (RunningBridge other = RunningBridge.start(keycloak);
                LDAPConnection connection = other.connectAsSearch()) {
            String uuid = connection
                    .searchForEntry(GROUPS_DN, SUB, "(cn=sales)", "entryUUID")
                    .getAttributeValue("entryUUID");
            assertThat(names(RunningBridge.search(connection, GROUPS_DN, SUB, "(entryUUID=" + uuid + ")")))
                    .containsExactly(group("sales"));
            assertThat(names(RunningBridge.search(
                            connection, GROUPS_DN, SUB, "(|(entryUUID=" + uuid + ")(cn=sales)(cn=staff))")))
                    .containsExactlyInAnyOrder(group("sales"), group("staff"));
        }
    }

    /** Somebody could claim another person's address before Keycloak has verified it. */
    @Test
    void onlyVerifiedAddressesAreShown() throws LDAPException {
        try (LDAPConnection connection = bridge.connectAsSearch()) {
            assertThat(names(RunningBridge.search(connection, PEOPLE_DN, SUB, "(mail=carol@example.org)")))
                    .isEmpty();
            assertThat(connection.getEntry(person("carol")).hasAttribute("mail"))
                    .isFalse();
        }
        try (RunningBridge other = RunningBridge.start("mail.unverified", "true");
                LDAPConnection connection = other.connectAsSearch()) {
            assertThat(names(RunningBridge.search(connection, PEOPLE_DN, SUB, "(mail=carol@example.org)")))
                    .containsExactly(person("carol"));
        }
    }

    private static final class Nothing implements com.unboundid.ldap.sdk.AsyncSearchResultListener {

        private static final long serialVersionUID = 1;

        @Override
        public void searchResultReceived(com.unboundid.ldap.sdk.AsyncRequestID id, SearchResult result) {}

        @Override
        public void searchEntryReturned(SearchResultEntry entry) {}

        @Override
        public void searchReferenceReturned(com.unboundid.ldap.sdk.SearchResultReference reference) {}
    }
}
