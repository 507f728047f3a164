package org.apppasswords.ldap.filter;

import com.unboundid.asn1.ASN1OctetString;
import java.util.List;
import org.apppasswords.ldap.entry.AttributeType;
import org.apppasswords.ldap.entry.MatchingRules;
import org.apppasswords.ldap.entry.ObjectClass;
import org.apppasswords.ldap.entry.ServiceTree;

/** A filter whose names are resolved and whose values are normalized. */
public sealed interface Condition {

    /** Has the same value for every entry, for example because the schema does not know the attribute. */
    record Constant(Truth value) implements Condition {}

    /** All of them; true if there are none: RFC 4526. */
    record And(List<Condition> parts) implements Condition {}

    /** Any of them; false if there are none: RFC 4526. */
    record Or(List<Condition> parts) implements Condition {}

    /** The opposite; undefined stays undefined. */
    record Not(Condition part) implements Condition {}

    /** The entry has the attribute. */
    record Present(AttributeType type) implements Condition {}

    /** The entry has the object class, or one below it. */
    record HasClass(ObjectClass objectClass) implements Condition {}

    /** One of the values equals the value. For names, the value is the key of the name. */
    record Equality(AttributeType type, ASN1OctetString value, String text) implements Condition {}

    /**
     * One of the values has these pieces in this order.
     *
     * @param initial the start of the value; can be empty
     * @param last the end of the value; can be empty
     */
    record Substrings(AttributeType type, String initial, List<String> any, String last) implements Condition {}

    /** One of the values is at least, or at most, the value. */
    record Range(AttributeType type, ASN1OctetString value, boolean isAtLeast) implements Condition {}

    /**
     * The entry is a group that has this person as a member, directly or through a group below.
     *
     * @param tree of the person's name; null if the filter has only the user name
     */
    record Membership(ServiceTree tree, String username) implements Condition {}

    /**
     * One of the values matches by a rule that the filter names.
     *
     * @param type null for all attributes that the rule fits
     * @param inName whether the attributes of the entry's name count as well
     */
    record Extensible(AttributeType type, MatchingRules rule, ASN1OctetString value, boolean inName)
            implements Condition {}
}
