package org.apppasswords.keycloak.benchmark;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.function.LongConsumer;
import org.apppasswords.keycloak.benchmark.Connections.Connection;

/**
 * Connections of LDAP clients to one server.
 *
 * @param searcher DN of an account that may search
 * @param searcherPassword password of that account
 */
record LdapConnections(int port, String searcher, String searcherPassword) {

    static final String SUFFIX = "dc=example,dc=org";
    static final String PEOPLE = "ou=people," + SUFFIX;

    private static final int TIMEOUT_MILLIS = 30_000;
    private static final int PAGE = 500;
    private static final String[] ATTRIBUTES = {"uid", "cn", "mail"};

    static String dn(String username) {
        return "uid=" + username + "," + PEOPLE;
    }

    /** Opens a connection that binds as one random user after the other. */
    Connection binds(People people, int number) throws LDAPException {
        Random random = new Random(number);
        LDAPConnection ldap = open();
        return connection(ldap, () -> {
            int user = random.nextInt(people.count());
            ldap.bind(dn(people.username(user)), people.secret(user, 0));
        });
    }

    /**
     * Opens a connection that searches for one user after the other, as programs do before they bind.
     *
     * @param users the number of the next user
     */
    Connection lookUps(People people, IntSupplier users) throws LDAPException {
        LDAPConnection ldap = openSearcher();
        return connection(ldap, () -> {
            String username = people.username(users.getAsInt());
            SearchResult result =
                    ldap.search(PEOPLE, SearchScope.SUB, Filter.createEqualityFilter("uid", username), ATTRIBUTES);
            if (result.getEntryCount() != 1) {
                throw new IllegalStateException(result.getEntryCount() + " entries of " + username);
            }
        });
    }

    /**
     * A walk through all people, page by page.
     *
     * @param entries number of entries on all pages
     * @param seconds duration of all requests together
     */
    record Walked(long entries, double seconds) {}

    /**
     * Requests all people, page by page.
     *
     * @param afterPage called with the number of entries so far; does not count as duration
     */
    Walked walk(LongConsumer afterPage) {
        try (LDAPConnection ldap = openSearcher()) {
            long entries = 0;
            long nanos = 0;
            ASN1OctetString cookie = null;
            do {
                SearchRequest request = new SearchRequest(
                        PEOPLE,
                        SearchScope.SUB,
                        Filter.createEqualityFilter("objectClass", "inetOrgPerson"),
                        ATTRIBUTES);
                request.addControl(new SimplePagedResultsControl(PAGE, cookie, true));
                long start = System.nanoTime();
                SearchResult result = ldap.search(request);
                nanos += System.nanoTime() - start;
                entries += result.getEntryCount();
                afterPage.accept(entries);
                cookie = SimplePagedResultsControl.get(result).getCookie();
            } while (cookie != null && cookie.getValueLength() > 0);
            return new Walked(entries, nanos / 1e9);
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns whether the server answers. */
    boolean answers() {
        try (LDAPConnection ldap = open()) {
            return ldap.getRootDSE() != null;
        } catch (LDAPException e) {
            return false;
        }
    }

    LDAPConnection open() throws LDAPException {
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        // Without a thread that reads the answers.
        options.setUseSynchronousMode(true);
        options.setResponseTimeoutMillis(TIMEOUT_MILLIS);
        return new LDAPConnection(options, "127.0.0.1", port);
    }

    private LDAPConnection openSearcher() throws LDAPException {
        LDAPConnection ldap = open();
        ldap.bind(searcher, searcherPassword);
        return ldap;
    }

    private interface Call {
        void run() throws LDAPException;
    }

    private static Connection connection(LDAPConnection ldap, Call call) {
        return new Connection() {
            @Override
            public void request() throws LDAPException {
                call.run();
            }

            @Override
            public void close() {
                ldap.close();
            }
        };
    }
}
