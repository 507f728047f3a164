package org.apppasswords.ldap.filter;

/** The three values of a filter: RFC 4511, section 4.5.1.7. Only {@link #TRUE} selects an entry. */
public enum Truth {
    TRUE,
    FALSE,
    UNDEFINED;

    static Truth of(boolean value) {
        return value ? TRUE : FALSE;
    }

    Truth not() {
        return switch (this) {
            case TRUE -> FALSE;
            case FALSE -> TRUE;
            case UNDEFINED -> UNDEFINED;
        };
    }
}
