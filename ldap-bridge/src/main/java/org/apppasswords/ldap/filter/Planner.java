package org.apppasswords.ldap.filter;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apppasswords.ldap.entry.AttributeType;
import org.apppasswords.ldap.filter.Condition.And;
import org.apppasswords.ldap.filter.Condition.Constant;
import org.apppasswords.ldap.filter.Condition.Not;
import org.apppasswords.ldap.filter.Condition.Or;

/**
 * Finds a cheap superset of the entries that a filter selects. A negation is pushed down to the single assertions, as in
 * De Morgan's laws, which hold for three values too.
 */
abstract class Planner<Q extends Plan.Question> {

    final Plan<Q> plan(Condition condition) {
        return whereTrue(condition);
    }

    private Plan<Q> whereTrue(Condition condition) {
        if (condition instanceof And and) {
            return combine(and.parts(), this::whereTrue, Plan::and, Plan.everything());
        }
        if (condition instanceof Or or) {
            return combine(or.parts(), this::whereTrue, Plan::or, Plan.nothing());
        }
        if (condition instanceof Not not) {
            return whereFalse(not.part());
        }
        Optional<Truth> known = known(condition);
        if (known.isPresent()) {
            return known.get() == Truth.TRUE ? Plan.everything() : Plan.nothing();
        }
        return planFor(condition);
    }

    private Plan<Q> whereFalse(Condition condition) {
        if (condition instanceof And and) {
            return combine(and.parts(), this::whereFalse, Plan::or, Plan.nothing());
        }
        if (condition instanceof Or or) {
            return combine(or.parts(), this::whereFalse, Plan::and, Plan.everything());
        }
        if (condition instanceof Not not) {
            return whereTrue(not.part());
        }
        return known(condition).orElse(Truth.FALSE) == Truth.FALSE ? Plan.everything() : Plan.nothing();
    }

    private static <Q extends Plan.Question> Plan<Q> combine(
            List<Condition> parts,
            Function<Condition, Plan<Q>> planner,
            BiFunction<Plan<Q>, Plan<Q>, Plan<Q>> combination,
            Plan<Q> start) {
        Plan<Q> plan = start;
        for (Condition part : parts) {
            plan = combination.apply(plan, planner.apply(part));
        }
        return plan;
    }

    private Optional<Truth> known(Condition condition) {
        if (condition instanceof Constant constant) {
            return Optional.of(constant.value());
        }
        if (condition instanceof Condition.HasClass hasClass) {
            return hasClass(hasClass);
        }
        if (condition instanceof Condition.Membership) {
            return canHaveMembers() ? Optional.empty() : Optional.of(Truth.FALSE);
        }
        AttributeType type = typeOf(condition);
        if (type != null && !canHave(type)) {
            return Optional.of(Truth.FALSE);
        }
        return condition instanceof Condition.Present present && alwaysHas(present.type())
                ? Optional.of(Truth.TRUE)
                : Optional.empty();
    }

    private static AttributeType typeOf(Condition condition) {
        if (condition instanceof Condition.Present present) {
            return present.type();
        }
        if (condition instanceof Condition.Equality equality) {
            return equality.type();
        }
        if (condition instanceof Condition.Substrings substrings) {
            return substrings.type();
        }
        if (condition instanceof Condition.Range range) {
            return range.type();
        }
        return condition instanceof Condition.Extensible extensible && !extensible.inName() ? extensible.type() : null;
    }

    /** Decides about an object class, or empty if it depends on the entry. */
    abstract Optional<Truth> hasClass(Condition.HasClass condition);

    abstract boolean canHaveMembers();

    abstract boolean canHave(AttributeType type);

    abstract boolean alwaysHas(AttributeType type);

    /** Plans for the entries for which a single assertion is true. */
    abstract Plan<Q> planFor(Condition assertion);

    /**
     * Plans to look up a name, normalized and also as it was typed: Keycloak compares names exactly, except for case,
     * and a name can have two spaces in a row.
     */
    static <Q extends Plan.Question> Plan<Q> byName(String normalized, String text, Function<String, Plan<Q>> lookup) {
        Plan<Q> plan = lookup.apply(normalized);
        return text.toLowerCase(Locale.ROOT).equals(normalized) ? plan : plan.or(lookup.apply(text));
    }
}
