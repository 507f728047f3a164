package org.apppasswords.ldap;

import static com.unboundid.ldap.sdk.SearchScope.SUB;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.controls.ServerSideSortRequestControl;
import com.unboundid.ldap.sdk.controls.ServerSideSortResponseControl;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import com.unboundid.ldap.sdk.controls.SortKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Searches of a bridge that has memory for ten entries. */
class SearchMemoryTest {

    private static final int PEOPLE = 40;
    private static final int MEMORY_BYTES = 60 * 1024;
    private static final String EVERYBODY = "(objectClass=inetOrgPerson)";

    private static StandInKeycloak keycloak;
    private static RunningBridge bridge;

    @BeforeAll
    static void start() {
        keycloak = Example.keycloak();
        People.add(keycloak, PEOPLE - 3);
        bridge = RunningBridge.start(keycloak, MEMORY_BYTES);
    }

    @AfterAll
    static void stop() {
        bridge.close();
    }

    private enum End {
        COMPLETE,
        SIZE_LIMIT,
        PAGE_OF_SIZE_ZERO,
        NEXT_PAGE_OF_ANOTHER_SEARCH,
        NEW_BIND,
        CLOSED_CONNECTION,
        KEYCLOAK_FAILS
    }

    private static SearchRequest everybody(Control... controls) throws LDAPException {
        SearchRequest request = new SearchRequest(RunningBridge.BASE, SUB, EVERYBODY, "uid");
        request.setTimeLimitSeconds(2);
        request.setControls(controls);
        return request;
    }

    private static Control sorted(boolean isCritical) {
        return new ServerSideSortRequestControl(isCritical, new SortKey("uid"));
    }

    private static Control page(int size) {
        return new SimplePagedResultsControl(size);
    }

    private static SimplePagedResultsControl nextPage(int size, SearchResult result) throws LDAPException {
        return new SimplePagedResultsControl(
                size, SimplePagedResultsControl.get(result).getCookie());
    }

    private static void end(End end, LDAPConnection connection) throws LDAPException {
        if (end == End.COMPLETE) {
            assertThat(RunningBridge.search(connection, everybody(sorted(true))).getEntryCount())
                    .isEqualTo(PEOPLE);
            return;
        }
        if (end == End.SIZE_LIMIT) {
            SearchRequest two = everybody(sorted(true));
            two.setSizeLimit(2);
            assertThat(RunningBridge.search(connection, two).getResultCode()).isEqualTo(ResultCode.SIZE_LIMIT_EXCEEDED);
            return;
        }
        SearchResult first = RunningBridge.search(connection, everybody(sorted(true), page(35)));
        assertThat(SimplePagedResultsControl.get(first).moreResultsToReturn()).isTrue();
        switch (end) {
            case PAGE_OF_SIZE_ZERO ->
                assertThat(RunningBridge.search(connection, everybody(sorted(true), nextPage(0, first)))
                                .getResultCode())
                        .isEqualTo(ResultCode.SUCCESS);
            case NEXT_PAGE_OF_ANOTHER_SEARCH -> {
                SearchRequest other = everybody(sorted(true), nextPage(1, first));
                other.setFilter("(uid=*)");
                assertThat(RunningBridge.search(connection, other).getResultCode())
                        .isEqualTo(ResultCode.UNWILLING_TO_PERFORM);
            }
            case NEW_BIND -> connection.bind(RunningBridge.SEARCH_DN, RunningBridge.SEARCH_PASSWORD);
            case CLOSED_CONNECTION -> connection.close();
            case KEYCLOAK_FAILS -> {
                connection.bind(RunningBridge.SEARCH_DN, RunningBridge.SEARCH_PASSWORD);
                keycloak.faultAfter(2, exchange -> exchange.close());
                assertThat(RunningBridge.search(connection, everybody()).getResultCode())
                        .isEqualTo(ResultCode.UNAVAILABLE);
                keycloak.fault(null);
            }
            default -> throw new IllegalArgumentException(end.name());
        }
    }

    /** A search that is sorted gets all memory there is, so it notices if any is lost. */
    @ParameterizedTest
    @EnumSource(End.class)
    void aSearchThatHasEndedHoldsNothing(End end) throws LDAPException {
        try (LDAPConnection one = bridge.connectAsSearch();
                LDAPConnection other = bridge.connectAsSearch()) {
            end(end, one);

            assertThat(RunningBridge.search(other, everybody(sorted(true))).getResultCode())
                    .isEqualTo(ResultCode.SUCCESS);
        }
    }

    @Test
    void aSearchIsNotSortedWhileOthersHoldTheMemory() throws LDAPException {
        try (LDAPConnection one = bridge.connectAsSearch();
                LDAPConnection other = bridge.connectAsSearch()) {
            RunningBridge.search(one, everybody(sorted(true), page(35)));

            SearchRequest request = everybody(sorted(false));
            // It waits for half of this time. On a busy machine, the rest must be enough to send the entries.
            request.setTimeLimitSeconds(6);
            SearchResult unsorted = RunningBridge.search(other, request);
            assertThat(unsorted.getResultCode()).isEqualTo(ResultCode.SUCCESS);
            assertThat(ServerSideSortResponseControl.get(unsorted).getResultCode())
                    .isEqualTo(ResultCode.BUSY);
            assertThat(unsorted.getEntryCount()).isEqualTo(PEOPLE);
            assertThat(RunningBridge.search(other, everybody(sorted(true))).getResultCode())
                    .isEqualTo(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION);
        }
    }

    /** Otherwise any user could keep the sorted searches of programs waiting. */
    @Test
    void aPersonWhoSeesOnlyThemselvesWaitsForNobody() throws LDAPException {
        try (LDAPConnection one = bridge.connectAsSearch();
                LDAPConnection alice = bridge.connectAs("alice")) {
            RunningBridge.search(one, everybody(sorted(true), page(35)));

            assertThat(RunningBridge.search(alice, everybody(sorted(true))).getResultCode())
                    .isEqualTo(ResultCode.SUCCESS);
        }
    }

    @Test
    void searchesThatAreSortedAtTheSameTimeWaitForEachOther() throws LDAPException {
        List<CompletableFuture<ResultCode>> searches = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            LDAPConnection connection = bridge.connectAsSearch();
            SearchRequest request = everybody(sorted(true));
            request.setTimeLimitSeconds(0);
            searches.add(CompletableFuture.supplyAsync(() -> {
                try (connection) {
                    return RunningBridge.search(connection, request).getResultCode();
                }
            }));
        }
        assertThat(searches).allSatisfy(search -> assertThat(search.join()).isEqualTo(ResultCode.SUCCESS));
    }

    @Test
    void withLittleMemoryFewEntriesAreReadAtATime() throws LDAPException {
        try (LDAPConnection one = bridge.connectAsSearch();
                LDAPConnection other = bridge.connectAsSearch()) {
            RunningBridge.search(one, everybody(sorted(true), page(35)));
            int before = keycloak.requests().size();

            assertThat(RunningBridge.search(other, everybody()).getEntryCount()).isEqualTo(PEOPLE);

            List<String> requests = keycloak.requests();
            assertThat(requests.subList(before, requests.size()).stream()
                            .filter(request -> request.contains("max=10"))
                            .count())
                    .isEqualTo(PEOPLE / 10);
        }
    }
}
