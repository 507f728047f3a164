package org.apppasswords.ldap.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apppasswords.ldap.directory.Deadline;
import org.apppasswords.ldap.entry.DirectoryEntry;
import org.apppasswords.ldap.entry.DirectorySchema;
import org.apppasswords.ldap.entry.GroupEntries;
import org.apppasswords.ldap.entry.NameSpace;
import org.apppasswords.ldap.entry.ServiceTree;
import org.apppasswords.ldap.filter.FilterCompiler;
import org.apppasswords.ldap.filter.FilterEvaluator;
import org.apppasswords.ldap.keycloak.GroupRecord;
import org.apppasswords.ldap.server.SearchRun.MemberUse;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What waiting searches hold in memory. {@code SearchTest} has the pages themselves. */
class PagedSearchesTest {

    private static final int KIB = 1024;
    private static final int MAX_ENTRY_BYTES = 1024 * KIB;
    private static final DirectorySchema SCHEMA = new DirectorySchema(Set.of());
    private static final Progress ENDLESS = new Progress(Deadline.in(Duration.ofHours(1)), () -> false);

    private final EntryMemory entryMemory = new EntryMemory(MAX_ENTRY_BYTES);
    private final EntryMemory.Share others = entryMemory.newShare();
    private final RequestMemory memory = new RequestMemory(100 * KIB);
    private final PagedSearches searches = new PagedSearches(memory.newWaitingShare());
    private final SearchRequestProtocolOp request;

    PagedSearchesTest() throws LDAPException {
        request = request(Filter.create("(objectClass=groupOfNames)"));
    }

    private static SearchRequestProtocolOp request(Filter filter) {
        return new SearchRequestProtocolOp(
                "dc=example,dc=org", SearchScope.SUB, DereferencePolicy.NEVER, 0, 0, false, filter, List.of("cn"));
    }

    private SearchRun run(int groups, boolean mayRepeat) throws LDAPException {
        ServiceTree tree = new ServiceTree("", new DN("dc=example,dc=org"), null);
        NameSpace names = new NameSpace(List.of(tree));
        GroupEntries entries = new GroupEntries(tree);
        List<DirectoryEntry> all = IntStream.range(0, groups)
                .mapToObj(i -> entries.entry(new GroupRecord("id" + i, "group" + i)))
                .toList();
        return new SearchRun(
                null,
                new FilterEvaluator(SCHEMA, names),
                new FilterCompiler(SCHEMA, names).compile(request.getFilter()),
                new MemberUse(false, false),
                null,
                List.of(EntrySource.of(List.of(deadline -> all))),
                mayRepeat,
                entryMemory.newShare());
    }

    private static void assertLimit(ThrowingCallable save) {
        assertThatThrownBy(save)
                .isInstanceOfSatisfying(
                        LdapError.class, e -> assertThat(e.code()).isEqualTo(ResultCode.ADMIN_LIMIT_EXCEEDED));
    }

    @Test
    void theDnsOfEntriesThatHaveBeenSentCount() throws Exception {
        SearchRun run = run(30, true);
        for (int i = 0; i < 20; i++) {
            run.next(1, ENDLESS);
        }
        int ready = 10 * EntryMemory.ENTRY_BYTES;
        int sentOrReady = 30 * EntryMemory.DN_BYTES;
        assertThat(run.heldBytes()).isEqualTo(ready + sentOrReady).isLessThan(ready + 6 * KIB);
        run.close();
        assertThat(others.hold(MAX_ENTRY_BYTES - ready)).isTrue();

        assertLimit(() -> searches.save(run, request, KIB));

        others.hold(MAX_ENTRY_BYTES - ready - 6 * KIB);
        searches.save(run, request, KIB);
        assertThat(others.hold(MAX_ENTRY_BYTES - ready - 5 * KIB)).isFalse();
        searches.endAll();
        assertThat(others.hold(MAX_ENTRY_BYTES)).isTrue();
    }

    @Test
    void aSearchThatRepeatsNothingKeepsNoDns() throws Exception {
        SearchRun run = run(30, false);
        for (int i = 0; i < 20; i++) {
            run.next(1, ENDLESS);
        }
        run.close();
        assertThat(others.hold(MAX_ENTRY_BYTES - 10 * EntryMemory.ENTRY_BYTES)).isTrue();

        assertThat(searches.save(run, request, KIB).stringValue()).isNotEmpty();
    }

    @Test
    void aWaitingSearchHoldsTheMemoryOfItsRequest() throws Exception {
        ASN1OctetString cookie = searches.save(run(1, false), request, 40 * KIB);
        PagedSearches ofAnother = new PagedSearches(memory.newWaitingShare());

        assertLimit(() -> searches.save(run(1, false), request, 40 * KIB));
        assertLimit(() -> ofAnother.save(run(1, false), request, 40 * KIB));
        ofAnother.save(run(1, false), request, RequestMemory.OWN_WAITING_BYTES);

        searches.resume(cookie, request);
        searches.save(run(1, false), request, 40 * KIB);
        searches.endAll();
        ofAnother.endAll();
        assertThat(memory.newShare().tryTake(RequestMemory.OWN_BYTES + 100 * KIB))
                .as("nothing is held any more")
                .isTrue();
    }

    /** The SDK takes quadratic time to normalize such a value: here half a minute. */
    @Test
    void aLongFilterIsComparedAsItWasSent() throws Exception {
        SearchRequestProtocolOp longRequest =
                request(Filter.createEqualityFilter("cn", "日" + " ".repeat(1_000_000) + "本"));
        SearchRun run = run(1, false);

        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            ASN1OctetString cookie = searches.save(run, longRequest, KIB);
            assertThat(searches.resume(cookie, longRequest)).isSameAs(run);
        });
    }

    @Test
    void waitingSearchesLeaveHalfOfTheMemoryToRequests() throws Exception {
        assertLimit(() -> searches.save(run(1, false), request, RequestMemory.OWN_WAITING_BYTES + 51 * KIB));
        searches.save(run(1, false), request, RequestMemory.OWN_WAITING_BYTES + 50 * KIB);

        RequestMemory.Share requests = memory.newShare();
        assertThat(requests.tryTake(RequestMemory.OWN_BYTES + 50 * KIB)).isTrue();
        assertThat(requests.tryTake(KIB)).isFalse();
    }

    @Test
    void requestsCanTakeTheMemoryBeforeSearchesWait() throws Exception {
        RequestMemory.Share requests = memory.newShare();
        requests.take(RequestMemory.OWN_BYTES + 100 * KIB);

        assertLimit(() -> searches.save(run(1, false), request, 20 * KIB));

        requests.giveBackAll();
        searches.save(run(1, false), request, RequestMemory.OWN_WAITING_BYTES + 50 * KIB);
    }
}
