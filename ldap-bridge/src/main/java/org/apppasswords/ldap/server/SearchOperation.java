package org.apppasswords.ldap.server;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.protocol.SearchResultEntryProtocolOp;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apppasswords.ldap.directory.Deadline;
import org.apppasswords.ldap.entry.AttributeSelection;
import org.apppasswords.ldap.entry.DirectoryEntry;
import org.apppasswords.ldap.entry.EntryName;
import org.apppasswords.ldap.entry.ServiceTree;
import org.apppasswords.ldap.filter.Condition;
import org.apppasswords.ldap.filter.FilterCompiler;
import org.apppasswords.ldap.filter.Truth;
import org.apppasswords.ldap.keycloak.KeycloakException;

/** Search: RFC 4511, section 4.5, with paging (RFC 2696) and sorting (RFC 2891). There are never referrals. */
final class SearchOperation {

    private static final byte TYPE = LDAPMessage.PROTOCOL_OP_TYPE_SEARCH_REQUEST;

    private final Bridge bridge;
    private final Identity identity;
    private final PagedSearches pages;
    private final Responses responses;
    private final int messageId;
    private final SearchRequestProtocolOp request;
    private final long requestBytes;
    private final RequestControls controls;
    private final AttributeSelection selection;

    /** @param requestBytes what the message takes of {@link RequestMemory} */
    SearchOperation(
            Bridge bridge,
            Identity identity,
            PagedSearches pages,
            Responses responses,
            LDAPMessage message,
            long requestBytes)
            throws LdapError {
        this.bridge = bridge;
        this.identity = identity;
        this.pages = pages;
        this.responses = responses;
        this.messageId = message.getMessageID();
        this.request = message.getSearchRequestProtocolOp();
        this.requestBytes = requestBytes;
        this.controls = RequestControls.ofSearch(message.getControls());
        this.selection = new AttributeSelection(request.getAttributes(), request.typesOnly(), bridge.schema());
    }

    /** Writes the entries and the result, unless it throws. */
    ResultCode search(Progress.Abandonment abandonment)
            throws LdapError, KeycloakException, IOException, MalformedMessageException {
        int scope = request.getScope().intValue();
        if (scope < SearchScope.BASE_INT_VALUE || scope > SearchScope.SUBORDINATE_SUBTREE_INT_VALUE) {
            throw new LdapError(ResultCode.PROTOCOL_ERROR, "The scope is not known.");
        }
        EntryName base = base();
        if (base instanceof EntryName.RootDse || base instanceof EntryName.Subschema) {
            return structural(base);
        }

        Progress progress = new Progress(deadline(), abandonment);
        try {
            return search(base, progress);
        } catch (KeycloakException e) {
            if (progress.deadline().hasPassed()) {
                return finish(ResultCode.TIME_LIMIT_EXCEEDED, "The search takes too long.", null, null);
            }
            throw e;
        }
    }

    private ResultCode search(EntryName base, Progress progress)
            throws LdapError, KeycloakException, IOException, MalformedMessageException {
        SimplePagedResultsControl paging = controls.paging();
        boolean isFirstPage = paging == null || paging.getCookie().getValueLength() == 0;
        SearchRun run = isFirstPage ? null : pages.resume(paging.getCookie(), request);
        try {
            if (!isFirstPage && paging.getSize() == 0) {
                // A size of zero ends the search: RFC 2696, section 3.
                return finish(ResultCode.SUCCESS, null, null, null);
            }
            // For each page, since the right to search can end between two of them.
            SearchPlanner planner =
                    new SearchPlanner(bridge, bridge.service(treeOf(base)), identity, progress.deadline());
            Control sorted = null;
            if (isFirstPage) {
                run = planner.plan(base, request.getScope(), condition(), selection);
                sorted = controls.sorting() == null ? null : Sorting.sort(run, controls, bridge.schema(), progress);
            }
            return send(run, sorted, progress);
        } finally {
            if (run != null && !pages.contains(run)) {
                run.close();
            }
        }
    }

    private Deadline deadline() {
        Duration limit = bridge.settings().limits().operation();
        int wanted = request.getTimeLimit();
        return Deadline.in(wanted > 0 && wanted < limit.toSeconds() ? Duration.ofSeconds(wanted) : limit);
    }

    private ResultCode send(SearchRun run, Control sorted, Progress progress)
            throws KeycloakException, IOException, MalformedMessageException {
        int ownLimit = bridge.settings().limits().results();
        boolean isPaged = controls.paging() != null && controls.paging().getSize() > 0;
        int pageSize = isPaged ? Math.min(controls.paging().getSize(), ownLimit) : Integer.MAX_VALUE;
        int sizeLimit = request.getSizeLimit() > 0 ? request.getSizeLimit() - run.sent() : Integer.MAX_VALUE;
        if (!isPaged) {
            sizeLimit = Math.min(sizeLimit, ownLimit);
        }
        int wanted = Math.min(sizeLimit, pageSize);
        int count = 0;
        try {
            DirectoryEntry entry = count < wanted ? run.next(wanted, progress) : null;
            while (entry != null) {
                responses.write(messageId, new SearchResultEntryProtocolOp(entry.dn(), selection.select(entry)));
                count++;
                entry = count < wanted ? run.next(wanted - count, progress) : null;
            }
            run.countSent(count);
            if (count == wanted && wanted == sizeLimit && run.hasNext(1, progress)) {
                return finish(
                        ResultCode.SIZE_LIMIT_EXCEEDED, "There are more than " + wanted + " entries.", null, sorted);
            }
            ASN1OctetString cookie = run.isFinished() ? null : pages.save(run, request, requestBytes);
            return finish(ResultCode.SUCCESS, null, cookie, sorted);
        } catch (LdapError e) {
            return finish(e.code(), e.getMessage(), null, sorted);
        } finally {
            bridge.metrics().entriesSent(count);
        }
    }

    private ResultCode finish(ResultCode code, String message, ASN1OctetString cookie, Control sorted)
            throws IOException {
        List<Control> answer = new ArrayList<>(2);
        if (controls.paging() != null) {
            answer.add(new SimplePagedResultsControl(0, cookie));
        }
        if (sorted != null) {
            answer.add(sorted);
        }
        responses.result(messageId, TYPE, code, null, message, answer.toArray(new Control[0]));
        return code;
    }

    /** Answers for the root DSE and the schema, which every program may read. */
    private ResultCode structural(EntryName base) throws LdapError, KeycloakException, IOException {
        DirectoryEntry entry = base instanceof EntryName.RootDse ? bridge.rootDse() : bridge.subschema();
        Condition condition = condition();
        if (!request.getScope().equals(SearchScope.ONE)
                && bridge.evaluator().evaluate(condition, entry, (tree, username) -> Set.of()) == Truth.TRUE) {
            responses.write(messageId, new SearchResultEntryProtocolOp(entry.dn(), selection.select(entry)));
        }
        return finish(ResultCode.SUCCESS, null, null, null);
    }

    private Condition condition() throws LdapError {
        if (FilterCompiler.isTooLong(request.getFilter())) {
            throw new LdapError(
                    ResultCode.ADMIN_LIMIT_EXCEEDED,
                    "The filter has more than " + FilterCompiler.MAX_PARTS + " parts: send several searches.");
        }
        return bridge.compiler().compile(request.getFilter());
    }

    private EntryName base() throws LdapError {
        EntryName base = bridge.names()
                .resolve(request.getBaseDN())
                .orElseThrow(() -> new LdapError(ResultCode.INVALID_DN_SYNTAX, "The base is not a valid DN."));
        if (base instanceof EntryName.RootDse && !request.getScope().equals(SearchScope.BASE)) {
            // Programs without a base mean the tree that they are signed in to.
            ServiceTree tree = treeOf(identity);
            if (tree == null) {
                throw new LdapError(
                        ResultCode.INSUFFICIENT_ACCESS_RIGHTS,
                        "Bind first: without a bind, only the root DSE and the schema can be read.");
            }
            return new EntryName.Base(tree);
        }
        if (base instanceof EntryName.Outside) {
            throw new LdapError(
                    identity instanceof Identity.Anonymous
                            ? ResultCode.INSUFFICIENT_ACCESS_RIGHTS
                            : ResultCode.NO_SUCH_OBJECT,
                    "There is no such entry.");
        }
        return base;
    }

    private static ServiceTree treeOf(Identity identity) {
        if (identity instanceof Identity.Person person) {
            return person.tree();
        }
        return identity instanceof Identity.SearchAccount account ? account.tree() : null;
    }

    /** Returns the tree of a name that belongs to a service. */
    static ServiceTree treeOf(EntryName name) throws LdapError {
        if (name instanceof EntryName.Base base) {
            return base.tree();
        }
        if (name instanceof EntryName.People people) {
            return people.tree();
        }
        if (name instanceof EntryName.Groups groups) {
            return groups.tree();
        }
        if (name instanceof EntryName.Person person) {
            return person.tree();
        }
        if (name instanceof EntryName.Group group) {
            return group.tree();
        }
        if (name instanceof EntryName.SearchAccount account) {
            return account.tree();
        }
        if (name instanceof EntryName.Nothing nothing) {
            return nothing.tree();
        }
        throw new LdapError(ResultCode.NO_SUCH_OBJECT, "There is no such entry.");
    }
}
