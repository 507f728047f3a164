package org.apppasswords.ldap.server;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.ResultCode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The searches of one connection that wait for the request of their next page: RFC 2696. The oldest ends when there are
 * too many, all end with a new bind or with the connection.
 */
final class PagedSearches {

    private static final int MAX_SEARCHES = 8;

    private record Waiting(SearchRun run, String request, int retained) {}

    private final RetainedEntries retained;
    private final Map<String, Waiting> searches = new LinkedHashMap<>();
    private long lastCookie;

    PagedSearches(RetainedEntries retained) {
        this.retained = retained;
    }

    /** Keeps a search, and returns the cookie for its next page. */
    ASN1OctetString save(SearchRun run, SearchRequestProtocolOp request) throws LdapError {
        while (searches.size() >= MAX_SEARCHES) {
            end(searches.keySet().iterator().next());
        }
        int entries = run.readyEntries();
        if (!retained.retain(entries)) {
            throw new LdapError(ResultCode.ADMIN_LIMIT_EXCEEDED, "Too many paged searches are waiting.");
        }
        String cookie = Long.toString(++lastCookie, 36);
        searches.put(cookie, new Waiting(run, fingerprint(request), entries));
        return new ASN1OctetString(cookie.getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns the search that a cookie belongs to. The cookie is used up. */
    SearchRun resume(ASN1OctetString cookie, SearchRequestProtocolOp request) throws LdapError {
        Waiting waiting = end(cookie.stringValue());
        if (waiting == null || !waiting.request().equals(fingerprint(request))) {
            throw new LdapError(
                    ResultCode.UNWILLING_TO_PERFORM,
                    "The cookie of the paged search is unknown or has expired: start the search again.");
        }
        return waiting.run();
    }

    void endAll() {
        searches.values().forEach(waiting -> retained.release(waiting.retained()));
        searches.clear();
    }

    private Waiting end(String cookie) {
        Waiting waiting = searches.remove(cookie);
        if (waiting != null) {
            retained.release(waiting.retained());
        }
        return waiting;
    }

    private static String fingerprint(SearchRequestProtocolOp request) {
        return request.getBaseDN() + "\n" + request.getScope().intValue() + "\n"
                + request.getFilter().toNormalizedString() + "\n" + request.getAttributes();
    }
}
