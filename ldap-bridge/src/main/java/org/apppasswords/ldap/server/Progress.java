package org.apppasswords.ldap.server;

import com.unboundid.ldap.sdk.ResultCode;
import java.io.IOException;
import org.apppasswords.ldap.directory.Deadline;

/** What can end a search early: its time limit, and the program that does not want it any more. */
record Progress(Deadline deadline, Abandonment abandonment) {

    /** Finds out whether the program has abandoned the operation. */
    @FunctionalInterface
    interface Abandonment {
        boolean isAbandoned() throws IOException, MalformedMessageException;
    }

    /** Is called before each request to Keycloak but the first. */
    void check() throws LdapError, IOException, MalformedMessageException {
        checkTime();
        if (abandonment.isAbandoned()) {
            throw new AbandonedException();
        }
    }

    /** Is called for each entry that the filter is evaluated for: a long filter takes time too. */
    void checkTime() throws LdapError {
        if (deadline.hasPassed()) {
            throw new LdapError(ResultCode.TIME_LIMIT_EXCEEDED, "The search takes too long.");
        }
    }
}
