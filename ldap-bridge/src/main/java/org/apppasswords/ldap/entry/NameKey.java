package org.apppasswords.ldap.entry;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.matchingrules.CaseIgnoreStringMatchingRule;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.RDN;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Names as keys, one text for each component: RFC 4517, section 4.2.15. Different names of an attribute, its OID, and
 * differences in case and space do not matter.
 */
final class NameKey {

    private NameKey() {}

    static List<String> of(DN name) {
        RDN[] components = name.getRDNs();
        List<String> key = new ArrayList<>(components.length);
        for (RDN component : components) {
            key.add(of(component));
        }
        return key;
    }

    private static String of(RDN component) {
        String[] names = component.getAttributeNames();
        String[] values = component.getAttributeValues();
        if (names.length == 1) {
            return attribute(names[0]) + "=" + normalizedValue(values[0]);
        }
        return String.join(
                "+",
                IntStream.range(0, names.length)
                        .mapToObj(i -> attribute(names[i]) + "=" + normalizedValue(values[i]))
                        .sorted()
                        .toList());
    }

    /** Returns the canonical name of an attribute, in lower case. */
    static String attribute(String name) {
        AttributeType type = DirectorySchema.standard(name);
        return (type == null ? name : type.name()).toLowerCase(Locale.ROOT);
    }

    /** Folds case and space, and escapes what separates components. */
    static String normalizedValue(String value) {
        String folded = CaseIgnoreStringMatchingRule.getInstance()
                .normalize(new ASN1OctetString(value))
                .stringValue();
        return folded.indexOf(',') < 0 && folded.indexOf('\\') < 0 && folded.indexOf('+') < 0
                ? folded
                : folded.replace("\\", "\\\\").replace(",", "\\,").replace("+", "\\+");
    }
}
