package org.apppasswords.ldap.entry;

import java.util.List;

/**
 * An attribute type: RFC 4512, section 2.5.1.
 *
 * @param names the first one is canonical; answers use it
 * @param filterNames further names that only filters and comparisons know
 */
public record AttributeType(
        String oid,
        List<String> names,
        List<String> filterNames,
        Syntax syntax,
        boolean isSingleValued,
        boolean isOperational,
        boolean isReturnedOnlyByName) {

    public AttributeType {
        names = List.copyOf(names);
        filterNames = List.copyOf(filterNames);
    }

    public String name() {
        return names.get(0);
    }

    /** Returns the definition for the subschema, by RFC 4512, section 4.1.2. */
    String definition() {
        StringBuilder text = new StringBuilder("( ").append(oid).append(" NAME ");
        if (names.size() == 1) {
            text.append('\'').append(name()).append('\'');
        } else {
            text.append("( ");
            names.forEach(name -> text.append('\'').append(name).append("' "));
            text.append(')');
        }
        append(text, "EQUALITY", syntax.equality());
        append(text, "ORDERING", syntax.ordering());
        append(text, "SUBSTR", syntax.substrings());
        append(text, "SYNTAX", syntax.oid());
        if (isSingleValued) {
            text.append(" SINGLE-VALUE");
        }
        if (isOperational) {
            text.append(" NO-USER-MODIFICATION USAGE directoryOperation");
        }
        return text.append(" )").toString();
    }

    private static void append(StringBuilder text, String keyword, String value) {
        if (value != null) {
            text.append(' ').append(keyword).append(' ').append(value);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AttributeType type && type.oid.equals(oid);
    }

    @Override
    public int hashCode() {
        return oid.hashCode();
    }

    @Override
    public String toString() {
        return name();
    }
}
