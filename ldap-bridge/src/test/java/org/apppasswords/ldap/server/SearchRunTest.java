package org.apppasswords.ldap.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import java.time.Duration;
import java.util.Collections;
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
import org.junit.jupiter.api.Test;

/** The time that a filter takes. {@code SearchTest} has the results of searches. */
class SearchRunTest {

    private static final DirectorySchema SCHEMA = new DirectorySchema(Set.of());

    private static SearchRun run(Filter filter, int groups) throws LDAPException {
        ServiceTree tree = new ServiceTree("", new DN("dc=example,dc=org"), null);
        NameSpace names = new NameSpace(List.of(tree));
        GroupEntries entries = new GroupEntries(tree);
        List<DirectoryEntry> all = IntStream.range(0, groups)
                .mapToObj(i -> entries.entry(new GroupRecord("id" + i, "group" + i)))
                .toList();
        return new SearchRun(
                null,
                new FilterEvaluator(SCHEMA, names),
                new FilterCompiler(SCHEMA, names).compile(filter),
                new MemberUse(false, false),
                null,
                List.of(EntrySource.of(List.of(deadline -> all))),
                false,
                new EntryMemory(1024 * 1024).newShare());
    }

    /** One page of entries: there is no request to Keycloak between them. */
    @Test
    void theTimeLimitEndsAFilterThatIsExpensiveForEachEntry() throws LDAPException {
        Filter part = Filter.create("(:dn:2.5.13.1:=a=b)");
        Filter filter = Filter.createORFilter(Collections.nCopies(FilterCompiler.MAX_PARTS - 1, part));
        assertThat(FilterCompiler.isTooLong(filter)).isFalse();
        SearchRun run = run(filter, 500);
        Progress progress = new Progress(Deadline.in(Duration.ofMillis(20)), () -> false);

        assertThatThrownBy(() -> run.next(500, progress))
                .isInstanceOfSatisfying(
                        LdapError.class, e -> assertThat(e.code()).isEqualTo(ResultCode.TIME_LIMIT_EXCEEDED));
    }
}
