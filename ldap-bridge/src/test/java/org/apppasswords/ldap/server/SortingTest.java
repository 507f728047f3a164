package org.apppasswords.ldap.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.controls.ServerSideSortRequestControl;
import com.unboundid.ldap.sdk.controls.ServerSideSortResponseControl;
import com.unboundid.ldap.sdk.controls.SortKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
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
import org.junit.jupiter.api.Test;

/** The limits of sorting. {@code SearchTest} has its results. */
class SortingTest {

    private static final DirectorySchema SCHEMA = new DirectorySchema(Set.of());
    private static final Progress ENDLESS = new Progress(Deadline.in(Duration.ofHours(1)), () -> false);

    private static final int MEMORY_BYTES = 1024 * 1024;

    private final EntryMemory memory = new EntryMemory(MEMORY_BYTES);
    private final ServiceTree tree;
    private final SearchRun run;

    SortingTest() throws LDAPException {
        tree = new ServiceTree("", new DN("dc=example,dc=org"), null);
        NameSpace names = new NameSpace(List.of(tree));
        GroupEntries groups = new GroupEntries(tree);
        List<DirectoryEntry> entries = Stream.of("g30", "g4", "G4", "g200", "g1")
                .map(name -> groups.entry(new GroupRecord(name, name)))
                .toList();
        run = new SearchRun(
                null,
                new FilterEvaluator(SCHEMA, names),
                new FilterCompiler(SCHEMA, names).compile(Filter.create("(objectClass=groupOfNames)")),
                new MemberUse(false, false),
                null,
                List.of(EntrySource.of(List.of(deadline -> entries))),
                false,
                memory.newShare());
    }

    private Control sort(boolean isCritical, Progress progress, List<SortKey> keys) throws Exception {
        Control request = new ServerSideSortRequestControl(isCritical, keys);
        return Sorting.sort(run, RequestControls.ofSearch(List.of(request)), SCHEMA, progress);
    }

    private static ResultCode code(Control answer) throws LDAPException {
        return new ServerSideSortResponseControl(answer.getOID(), answer.isCritical(), answer.getValue())
                .getResultCode();
    }

    private List<String> order() throws Exception {
        List<String> names = new ArrayList<>();
        for (DirectoryEntry entry = run.next(10, ENDLESS); entry != null; entry = run.next(10, ENDLESS)) {
            names.add(entry.get(DirectorySchema.CN).values().get(0));
        }
        return names;
    }

    @Test
    void eightKeysAreTheMost() throws Exception {
        List<SortKey> eight = Collections.nCopies(8, new SortKey("cn", true));
        List<SortKey> nine = Collections.nCopies(9, new SortKey("cn", true));

        assertThatThrownBy(() -> sort(true, ENDLESS, nine))
                .isInstanceOfSatisfying(
                        LdapError.class,
                        e -> assertThat(e.code()).isEqualTo(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION));
        assertThat(code(sort(false, ENDLESS, nine))).isEqualTo(ResultCode.UNWILLING_TO_PERFORM);
        assertThat(code(sort(true, ENDLESS, eight))).isEqualTo(ResultCode.SUCCESS);
        assertThat(order()).containsExactly("g4", "G4", "g30", "g200", "g1");
    }

    @Test
    void anAttributeThatIsRepeatedCountsOnce() throws Exception {
        List<SortKey> keys = List.of(new SortKey("cn"), new SortKey("CN", "caseExactOrderingMatch", false));

        assertThat(code(sort(true, ENDLESS, keys))).isEqualTo(ResultCode.SUCCESS);
        assertThat(order()).containsExactly("g1", "g200", "g30", "g4", "G4");
    }

    @Test
    void afterSortingOnlyTheEntriesTakeMemory() throws Exception {
        sort(true, ENDLESS, List.of(new SortKey("cn")));

        assertThat(memory.newShare().hold(MEMORY_BYTES - 5 * EntryMemory.ENTRY_BYTES))
                .isTrue();
    }

    @Test
    void theTimeLimitEndsTheSortingOfEntriesThatHaveBeenRead() {
        Progress late = new Progress(Deadline.in(Duration.ZERO), () -> false);

        assertThatThrownBy(() -> sort(false, late, Collections.nCopies(2, new SortKey("cn"))))
                .isInstanceOfSatisfying(
                        LdapError.class, e -> assertThat(e.code()).isEqualTo(ResultCode.TIME_LIMIT_EXCEEDED));
    }
}
