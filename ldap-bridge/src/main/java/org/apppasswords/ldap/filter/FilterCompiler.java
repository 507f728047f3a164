package org.apppasswords.ldap.filter;

import static org.apppasswords.ldap.entry.DirectorySchema.MEMBER;
import static org.apppasswords.ldap.entry.DirectorySchema.MEMBER_OF;
import static org.apppasswords.ldap.entry.DirectorySchema.MEMBER_UID;
import static org.apppasswords.ldap.entry.DirectorySchema.OBJECT_CLASS;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.matchingrules.MatchingRule;
import com.unboundid.ldap.sdk.Filter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apppasswords.ldap.entry.AttributeType;
import org.apppasswords.ldap.entry.DirectorySchema;
import org.apppasswords.ldap.entry.EntryName;
import org.apppasswords.ldap.entry.EntryUuid;
import org.apppasswords.ldap.entry.KeycloakName;
import org.apppasswords.ldap.entry.MatchingRules;
import org.apppasswords.ldap.entry.NameSpace;
import org.apppasswords.ldap.entry.ObjectClass;
import org.apppasswords.ldap.entry.Syntax;
import org.apppasswords.ldap.filter.Condition.Constant;

/**
 * Turns a filter into a {@link Condition}. What the schema does not know becomes undefined, never an error and never
 * true: RFC 4511, section 4.5.1.7. The server limits the depth and length of filters before.
 */
public final class FilterCompiler {

    /** Programs ask for some hundred people or groups in one filter. Each part costs time for every entry. */
    public static final int MAX_PARTS = 1000;

    private static final Constant UNDEFINED = new Constant(Truth.UNDEFINED);
    private static final Constant FALSE = new Constant(Truth.FALSE);

    private final DirectorySchema schema;
    private final NameSpace names;

    public FilterCompiler(DirectorySchema schema, NameSpace names) {
        this.schema = schema;
        this.names = names;
    }

    /** Returns whether a filter has more than {@link #MAX_PARTS} operators, assertions and pieces of substrings. */
    public static boolean isTooLong(Filter filter) {
        return count(filter) > MAX_PARTS;
    }

    private static int count(Filter filter) {
        return 1
                + switch (filter.getFilterType()) {
                    case Filter.FILTER_TYPE_AND, Filter.FILTER_TYPE_OR ->
                        Stream.of(filter.getComponents())
                                .mapToInt(FilterCompiler::count)
                                .sum();
                    case Filter.FILTER_TYPE_NOT -> count(filter.getNOTComponent());
                    case Filter.FILTER_TYPE_SUBSTRING -> filter.getRawSubAnyValues().length;
                    default -> 0;
                };
    }

    public Condition compile(Filter filter) {
        return switch (filter.getFilterType()) {
            case Filter.FILTER_TYPE_AND ->
                new Condition.And(
                        Stream.of(filter.getComponents()).map(this::compile).toList());
            case Filter.FILTER_TYPE_OR ->
                new Condition.Or(
                        Stream.of(filter.getComponents()).map(this::compile).toList());
            case Filter.FILTER_TYPE_NOT -> new Condition.Not(compile(filter.getNOTComponent()));
            case Filter.FILTER_TYPE_PRESENCE ->
                // False, not undefined, for an unknown attribute: RFC 4511, section 4.5.1.7.5.
                schema.findInFilter(filter.getAttributeName())
                        .map(type -> (Condition) new Condition.Present(type))
                        .orElse(FALSE);
            case Filter.FILTER_TYPE_EQUALITY, Filter.FILTER_TYPE_APPROXIMATE_MATCH ->
                find(filter)
                        .map(type -> equality(type, filter.getRawAssertionValue()))
                        .orElse(UNDEFINED);
            case Filter.FILTER_TYPE_SUBSTRING ->
                find(filter).map(type -> substrings(type, filter)).orElse(UNDEFINED);
            case Filter.FILTER_TYPE_GREATER_OR_EQUAL ->
                find(filter)
                        .map(type -> range(type, filter.getRawAssertionValue(), true))
                        .orElse(UNDEFINED);
            case Filter.FILTER_TYPE_LESS_OR_EQUAL ->
                find(filter)
                        .map(type -> range(type, filter.getRawAssertionValue(), false))
                        .orElse(UNDEFINED);
            case Filter.FILTER_TYPE_EXTENSIBLE_MATCH -> extensible(filter);
            default -> UNDEFINED;
        };
    }

    private Optional<AttributeType> find(Filter filter) {
        return schema.findInFilter(filter.getAttributeName());
    }

    /** Returns the condition that one of the values of the attribute equals this one. */
    public Condition equality(AttributeType type, ASN1OctetString value) {
        String text = value.stringValue();
        if (type.equals(OBJECT_CLASS)) {
            return ObjectClass.find(text)
                    .map(known -> (Condition) new Condition.HasClass(known))
                    .orElse(UNDEFINED);
        }
        if (type.equals(MEMBER_UID)) {
            return KeycloakName.canBeUser(text) ? new Condition.Membership(null, text) : FALSE;
        }
        if (type.equals(MEMBER)) {
            return names.resolve(text)
                    .map(name -> name instanceof EntryName.Person person
                            ? (Condition) new Condition.Membership(person.tree(), person.username())
                            : FALSE)
                    .orElse(UNDEFINED);
        }
        if (!type.syntax().hasEquality()) {
            return UNDEFINED;
        }
        ASN1OctetString normalized = normalize(type.syntax(), value);
        if (normalized == null) {
            return UNDEFINED;
        }
        return type.syntax() == Syntax.TELEPHONE_NUMBER && !canBeInNumber(text)
                ? FALSE
                : new Condition.Equality(type, normalized, text);
    }

    private ASN1OctetString normalize(Syntax syntax, ASN1OctetString value) {
        if (syntax == Syntax.DISTINGUISHED_NAME) {
            String key = names.keyOf(value.stringValue());
            return key == null ? null : new ASN1OctetString(key);
        }
        ASN1OctetString normalized = syntax.normalize(value);
        if (syntax == Syntax.UUID && normalized != null && !EntryUuid.isUuid(normalized.stringValue())) {
            return null;
        }
        return normalized;
    }

    private static Condition substrings(AttributeType type, Filter filter) {
        Syntax syntax = type.syntax();
        List<ASN1OctetString> pieces = pieces(filter);
        if (!syntax.hasSubstrings() || pieces.isEmpty()) {
            return UNDEFINED;
        }
        if (syntax == Syntax.TELEPHONE_NUMBER
                && !canBeInNumber(
                        pieces.stream().map(ASN1OctetString::stringValue).collect(Collectors.joining()))) {
            return FALSE;
        }
        String initial = normalize(syntax, filter.getRawSubInitialValue(), MatchingRule.SUBSTRING_TYPE_SUBINITIAL);
        List<String> any = Stream.of(filter.getRawSubAnyValues())
                .map(piece -> normalize(syntax, piece, MatchingRule.SUBSTRING_TYPE_SUBANY))
                .toList();
        String last = normalize(syntax, filter.getRawSubFinalValue(), MatchingRule.SUBSTRING_TYPE_SUBFINAL);
        return initial == null || any.stream().anyMatch(Objects::isNull) || last == null
                ? UNDEFINED
                : new Condition.Substrings(type, initial, any, last);
    }

    private static List<ASN1OctetString> pieces(Filter filter) {
        return Stream.of(
                        Stream.ofNullable(filter.getRawSubInitialValue()),
                        Stream.of(filter.getRawSubAnyValues()),
                        Stream.ofNullable(filter.getRawSubFinalValue()))
                .flatMap(Function.identity())
                .toList();
    }

    private static String normalize(Syntax syntax, ASN1OctetString piece, byte kind) {
        return piece == null ? "" : syntax.normalizePiece(piece, kind);
    }

    /**
     * The rule for telephone numbers ignores all but digits and plus signs. A name without a digit would match every
     * number that has none either, and {@code alice17} the extension 17.
     */
    private static boolean canBeInNumber(String text) {
        return text.codePoints().noneMatch(Character::isLetter)
                && text.codePoints().anyMatch(character -> character == '+' || Character.isDigit(character));
    }

    private static Condition range(AttributeType type, ASN1OctetString value, boolean isAtLeast) {
        return type.syntax().hasOrdering() && type.syntax().normalize(value) != null
                ? new Condition.Range(type, value, isAtLeast)
                : UNDEFINED;
    }

    private Condition extensible(Filter filter) {
        AttributeType type = null;
        if (filter.getAttributeName() != null) {
            Optional<AttributeType> known = schema.findInFilter(filter.getAttributeName());
            if (known.isEmpty()) {
                return UNDEFINED;
            }
            type = known.get();
        }
        ASN1OctetString value =
                new ASN1OctetString(filter.getRawAssertionValue().getValue());
        MatchingRules rule;
        if (filter.getMatchingRuleID() == null) {
            if (!filter.getDNAttributes()) {
                return type == null ? UNDEFINED : equality(type, value);
            }
            rule = type == null ? null : ruleOf(type.syntax());
        } else {
            rule = MatchingRules.find(filter.getMatchingRuleID()).orElse(null);
        }
        if (rule == null) {
            return UNDEFINED;
        }
        if (rule == MatchingRules.IN_CHAIN) {
            return MEMBER.equals(type) || MEMBER_OF.equals(type) ? equality(type, value) : UNDEFINED;
        }
        if (type != null && !rule.fits(type.syntax())) {
            return UNDEFINED;
        }
        boolean isEqualityOfNames = rule == MatchingRules.DISTINGUISHED_NAME && type != null;
        if (isEqualityOfNames && (type.equals(MEMBER) || !filter.getDNAttributes())) {
            return equality(type, value);
        }
        ASN1OctetString normalized = normalize(rule.syntax(), value);
        if (normalized == null) {
            return UNDEFINED;
        }
        return rule == MatchingRules.TELEPHONE_NUMBER && !canBeInNumber(value.stringValue())
                ? FALSE
                : new Condition.Extensible(type, rule, normalized, filter.getDNAttributes());
    }

    private static MatchingRules ruleOf(Syntax syntax) {
        return Stream.of(MatchingRules.values())
                .filter(rule -> rule.syntax() == syntax)
                .findFirst()
                .orElse(null);
    }
}
