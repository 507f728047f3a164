package org.apppasswords.ldap.entry;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Attribute;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** The values of one attribute, and lazily what filters compare and what answers carry. */
public final class AttributeValues {

    private final AttributeType type;
    private final List<String> values;
    private final Attribute attribute;
    private volatile List<ASN1OctetString> normalized;

    AttributeValues(AttributeType type, List<String> values) {
        this.type = type;
        this.values = List.copyOf(values);
        this.attribute = new Attribute(type.name(), this.values);
    }

    public AttributeType type() {
        return type;
    }

    public List<String> values() {
        return values;
    }

    /** Returns the attribute for an answer. */
    public Attribute attribute() {
        return attribute;
    }

    /** Returns the attribute without its values, for searches with {@code typesOnly}. */
    public Attribute withoutValues() {
        return new Attribute(type.name());
    }

    /** Returns the values as filters compare them; values that are invalid in the attribute's syntax are left out. */
    public List<ASN1OctetString> normalized(UnaryOperator<String> nameKeys) {
        List<ASN1OctetString> result = normalized;
        if (result == null) {
            result = values.stream()
                    .map(value -> normalize(value, nameKeys))
                    .filter(Objects::nonNull)
                    .toList();
            normalized = result;
        }
        return result;
    }

    private ASN1OctetString normalize(String value, UnaryOperator<String> nameKeys) {
        if (type.syntax() == Syntax.DISTINGUISHED_NAME) {
            String key = nameKeys.apply(value);
            return key == null ? null : new ASN1OctetString(key);
        }
        return type.syntax().normalize(new ASN1OctetString(value));
    }
}
