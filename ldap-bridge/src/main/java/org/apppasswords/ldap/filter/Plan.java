package org.apppasswords.ldap.filter;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What to ask Keycloak for: everything, or the union of some questions. The answer is a superset of the entries that the
 * filter selects; the filter decides afterwards.
 *
 * @param isEverything whether all entries have to be read
 * @param questions empty if no entry can match
 */
public record Plan<Q extends Plan.Question>(boolean isEverything, Set<Q> questions) {

    /** More single look-ups than this cost more than reading a list. */
    private static final int MAX_LOOKUPS = 200;

    private static final int MAX_LISTS = 8;
    private static final int COST_OF_EVERYTHING = Integer.MAX_VALUE;

    /** One question to Keycloak. */
    public interface Question {

        /** Returns a number that grows with the expected size of the answer. */
        int cost();

        /** Returns whether the answer is at most a handful of entries. */
        boolean isLookup();
    }

    public Plan {
        // Keeps the order of the filter.
        questions = Collections.unmodifiableSet(new LinkedHashSet<>(questions));
    }

    static <Q extends Question> Plan<Q> everything() {
        return new Plan<>(true, Set.of());
    }

    static <Q extends Question> Plan<Q> nothing() {
        return new Plan<>(false, Set.of());
    }

    static <Q extends Question> Plan<Q> of(Q question) {
        return new Plan<>(false, Set.of(question));
    }

    public boolean isNothing() {
        return !isEverything && questions.isEmpty();
    }

    /** Returns the cheaper one: each is a superset of what both select. */
    Plan<Q> and(Plan<Q> other) {
        return cost() <= other.cost() ? this : other;
    }

    Plan<Q> or(Plan<Q> other) {
        if (isEverything || other.isEverything) {
            return everything();
        }
        Set<Q> union = new LinkedHashSet<>(questions);
        union.addAll(other.questions);
        long lookups = union.stream().filter(Question::isLookup).count();
        return lookups > MAX_LOOKUPS || union.size() - lookups > MAX_LISTS ? everything() : new Plan<>(false, union);
    }

    private int cost() {
        return isEverything
                ? COST_OF_EVERYTHING
                : questions.stream().mapToInt(Question::cost).sum();
    }
}
