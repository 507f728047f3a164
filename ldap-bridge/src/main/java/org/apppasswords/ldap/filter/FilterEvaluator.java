package org.apppasswords.ldap.filter;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import java.util.List;
import java.util.Optional;
import org.apppasswords.ldap.entry.AttributeType;
import org.apppasswords.ldap.entry.AttributeValues;
import org.apppasswords.ldap.entry.DirectoryEntry;
import org.apppasswords.ldap.entry.DirectoryEntry.Kind;
import org.apppasswords.ldap.entry.DirectorySchema;
import org.apppasswords.ldap.entry.NameSpace;
import org.apppasswords.ldap.entry.Syntax;
import org.apppasswords.ldap.filter.Condition.Extensible;
import org.apppasswords.ldap.filter.Condition.Range;
import org.apppasswords.ldap.filter.Condition.Substrings;
import org.apppasswords.ldap.keycloak.KeycloakException;

/**
 * Decides whether an entry matches: RFC 4511, section 4.5.1.7. The SDK's own evaluation knows only true and false, so
 * that {@code (!(unknown=x))} would select all entries.
 */
public final class FilterEvaluator {

    private final DirectorySchema schema;
    private final NameSpace names;

    public FilterEvaluator(DirectorySchema schema, NameSpace names) {
        this.schema = schema;
        this.names = names;
    }

    public Truth evaluate(Condition condition, DirectoryEntry entry, Memberships memberships) throws KeycloakException {
        if (condition instanceof Condition.Equality equality) {
            AttributeValues values = entry.get(equality.type());
            return Truth.of(values != null && values.normalized(names::keyOf).contains(equality.value()));
        }
        if (condition instanceof Condition.HasClass hasClass) {
            return Truth.of(entry.has(hasClass.objectClass()));
        }
        if (condition instanceof Condition.And and) {
            return all(and.parts(), entry, memberships, Truth.FALSE, Truth.TRUE);
        }
        if (condition instanceof Condition.Or or) {
            return all(or.parts(), entry, memberships, Truth.TRUE, Truth.FALSE);
        }
        if (condition instanceof Condition.Not not) {
            return evaluate(not.part(), entry, memberships).not();
        }
        if (condition instanceof Condition.Present present) {
            return Truth.of(entry.get(present.type()) != null);
        }
        if (condition instanceof Substrings substrings) {
            AttributeValues values = entry.get(substrings.type());
            return Truth.of(values != null
                    && values.normalized(names::keyOf).stream()
                            .anyMatch(value -> matches(substrings, value.stringValue())));
        }
        if (condition instanceof Range range) {
            return range(range, entry);
        }
        if (condition instanceof Condition.Membership membership) {
            return Truth.of(entry.kind() == Kind.GROUP
                    && memberships
                            .groupIdsOf(membership.tree(), membership.username())
                            .contains(entry.id()));
        }
        if (condition instanceof Extensible extensible) {
            return extensible(extensible, entry);
        }
        return ((Condition.Constant) condition).value();
    }

    /** Evaluates all parts until one decides; otherwise undefined if one of them was, or else the rest. */
    private Truth all(
            List<Condition> parts, DirectoryEntry entry, Memberships memberships, Truth decisive, Truth otherwise)
            throws KeycloakException {
        Truth result = otherwise;
        for (Condition part : parts) {
            Truth value = evaluate(part, entry, memberships);
            if (value == decisive) {
                return decisive;
            }
            if (value == Truth.UNDEFINED) {
                result = Truth.UNDEFINED;
            }
        }
        return result;
    }

    // The SDK's own comparison would normalize each piece again for every value.
    private static boolean matches(Substrings substrings, String value) {
        if (!value.startsWith(substrings.initial())) {
            return false;
        }
        int position = substrings.initial().length();
        for (String piece : substrings.any()) {
            int found = value.indexOf(piece, position);
            if (found < 0) {
                return false;
            }
            position = found + piece.length();
        }
        return value.length() - substrings.last().length() >= position && value.endsWith(substrings.last());
    }

    private static Truth range(Range range, DirectoryEntry entry) {
        AttributeValues values = entry.get(range.type());
        if (values == null) {
            return Truth.FALSE;
        }
        try {
            for (String value : values.values()) {
                int order = range.type().syntax().rule().compareValues(new ASN1OctetString(value), range.value());
                if (range.isAtLeast() ? order >= 0 : order <= 0) {
                    return Truth.TRUE;
                }
            }
            return Truth.FALSE;
        } catch (LDAPException e) {
            return Truth.UNDEFINED;
        }
    }

    private Truth extensible(Extensible extensible, DirectoryEntry entry) {
        for (AttributeValues values : entry.attributes()) {
            if (concerns(extensible, values.type()) && matches(extensible, values)) {
                return Truth.TRUE;
            }
        }
        return Truth.of(extensible.inName() && matchesName(extensible, entry.dn()));
    }

    private boolean matchesName(Extensible extensible, String name) {
        try {
            for (RDN component : new DN(name).getRDNs()) {
                String[] attributes = component.getAttributeNames();
                for (int i = 0; i < attributes.length; i++) {
                    Optional<AttributeType> type = schema.find(attributes[i]);
                    if (type.isPresent()
                            && concerns(extensible, type.get())
                            && matches(extensible, component.getAttributeValues()[i])) {
                        return true;
                    }
                }
            }
            return false;
        } catch (LDAPException e) {
            return false;
        }
    }

    private static boolean concerns(Extensible extensible, AttributeType type) {
        return extensible.type() == null
                ? extensible.rule().fits(type.syntax())
                : extensible.type().equals(type);
    }

    private boolean matches(Extensible extensible, AttributeValues values) {
        // Parsing the names of a group's members again for each assertion would take many times as long.
        return extensible.rule().syntax() == values.type().syntax()
                ? values.normalized(names::keyOf).contains(extensible.value())
                : values.values().stream().anyMatch(value -> matches(extensible, value));
    }

    private boolean matches(Extensible extensible, String value) {
        Syntax syntax = extensible.rule().syntax();
        if (syntax == Syntax.DISTINGUISHED_NAME) {
            String key = names.keyOf(value);
            return key != null && extensible.value().equals(new ASN1OctetString(key));
        }
        return extensible.value().equals(syntax.normalize(new ASN1OctetString(value)));
    }
}
