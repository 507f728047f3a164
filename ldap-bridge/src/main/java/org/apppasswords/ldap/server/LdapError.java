package org.apppasswords.ldap.server;

import com.unboundid.ldap.sdk.ResultCode;
import java.time.Duration;

/** An operation ends with this result code and message: RFC 4511, section 4.1.9. */
final class LdapError extends Exception {

    private static final long serialVersionUID = 1;

    private final transient ResultCode code;
    private final String matchedDn;
    private final transient Duration delay;

    LdapError(ResultCode code, String message) {
        this(code, message, null);
    }

    LdapError(ResultCode code, String message, String matchedDn) {
        this(code, message, matchedDn, Duration.ZERO);
    }

    private LdapError(ResultCode code, String message, String matchedDn, Duration delay) {
        super(message, null, false, false);
        this.code = code;
        this.matchedDn = matchedDn;
        this.delay = delay;
    }

    /** Returns the same error, which the program gets only after some time. */
    LdapError delayedBy(Duration time) {
        return new LdapError(code, getMessage(), matchedDn, time);
    }

    ResultCode code() {
        return code;
    }

    /** Returns how long the program has to wait for the error. */
    Duration delay() {
        return delay;
    }

    /** Returns the nearest entry above that exists, or null. */
    String matchedDn() {
        return matchedDn;
    }
}
