package org.apppasswords.ldap.server;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.ResultCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The searches of one connection that wait for the request of their next page: RFC 2696. The oldest ends when there are
 * too many, all end with a new bind or with the connection. A waiting search holds its entries and its filter in memory;
 * limits apply to what those of all connections hold.
 */
final class PagedSearches {

    private static final int MAX_SEARCHES = 8;

    /**
     * A search that waits.
     *
     * @param fingerprint identifies the request
     * @param requestBytes what it holds of {@link RequestMemory}
     */
    private record Waiting(SearchRun run, String fingerprint, long requestBytes) {}

    private final RequestMemory.Share memory;
    private final Map<String, Waiting> searches = new LinkedHashMap<>();
    private long lastCookie;

    /** @param memory holds the requests of the waiting searches */
    PagedSearches(RequestMemory.Share memory) {
        this.memory = memory;
    }

    /**
     * Keeps a search, and returns the cookie for its next page.
     *
     * @param requestBytes what the request takes of {@link RequestMemory}, as received and as parsed
     * @throws LdapError if the searches of all connections hold too much
     */
    ASN1OctetString save(SearchRun run, SearchRequestProtocolOp request, long requestBytes) throws LdapError {
        while (searches.size() >= MAX_SEARCHES) {
            end(searches.keySet().iterator().next()).run().close();
        }
        if (!run.holdForNextPage() || !memory.tryTake(requestBytes)) {
            throw new LdapError(ResultCode.ADMIN_LIMIT_EXCEEDED, "Other searches take too much memory: no next page.");
        }
        String cookie = Long.toString(++lastCookie, 36);
        searches.put(cookie, new Waiting(run, fingerprint(request), requestBytes));
        return new ASN1OctetString(cookie.getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns whether this search waits for its next page. */
    boolean contains(SearchRun run) {
        return searches.values().stream().anyMatch(waiting -> waiting.run() == run);
    }

    /** Returns the search that a cookie belongs to. The cookie is used up. */
    SearchRun resume(ASN1OctetString cookie, SearchRequestProtocolOp request) throws LdapError {
        Waiting waiting = end(cookie.stringValue());
        if (waiting == null || !waiting.fingerprint().equals(fingerprint(request))) {
            if (waiting != null) {
                waiting.run().close();
            }
            throw new LdapError(
                    ResultCode.UNWILLING_TO_PERFORM,
                    "The cookie of the paged search is unknown or has expired: start the search again.");
        }
        return waiting.run();
    }

    void endAll() {
        while (!searches.isEmpty()) {
            end(searches.keySet().iterator().next()).run().close();
        }
    }

    private Waiting end(String cookie) {
        Waiting waiting = searches.remove(cookie);
        if (waiting != null) {
            memory.giveBack(waiting.requestBytes());
        }
        return waiting;
    }

    /** Returns a hash of what the requests of all pages have in common, since a filter can be as long as a message. */
    private static String fingerprint(SearchRequestProtocolOp request) {
        String text =
                request.getBaseDN() + "\n" + request.getScope().intValue() + "\n" + request.getAttributes() + "\n";
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            hash.update(text.getBytes(StandardCharsets.UTF_8));
            // As it was sent: the SDK takes seconds to normalize some values.
            hash.update(request.getFilter().encode().encode());
            return HexFormat.of().formatHex(hash.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }
}
