package org.apppasswords.ldap.server;

import com.unboundid.ldap.sdk.ResultCode;

/** An operation ends with this result code and message: RFC 4511, section 4.1.9. */
final class LdapError extends Exception {

    private static final long serialVersionUID = 1;

    private final transient ResultCode code;
    private final String matchedDn;

    LdapError(ResultCode code, String message) {
        this(code, message, null);
    }

    LdapError(ResultCode code, String message, String matchedDn) {
        super(message, null, false, false);
        this.code = code;
        this.matchedDn = matchedDn;
    }

    ResultCode code() {
        return code;
    }

    /** Returns the nearest entry above that exists, or null. */
    String matchedDn() {
        return matchedDn;
    }
}
