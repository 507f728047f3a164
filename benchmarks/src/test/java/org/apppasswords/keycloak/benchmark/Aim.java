package org.apppasswords.keycloak.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A bound that a figure must not cross.
 *
 * @param words what is measured, and its unit
 * @param measured the figure; the median if there are several rounds
 */
record Aim(String words, double measured, Bound bound, double limit) {

    /** The side on which the limit is. */
    enum Bound {
        AT_LEAST,
        AT_MOST,
        LESS_THAN;

        private String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** A figure that must be this large. */
    static Aim atLeast(double limit, String words, double measured) {
        return new Aim(words, measured, Bound.AT_LEAST, limit);
    }

    /** A figure that must not be larger. */
    static Aim atMost(double limit, String words, double measured) {
        return new Aim(words, measured, Bound.AT_MOST, limit);
    }

    /** A figure that must be smaller. */
    static Aim lessThan(double limit, String words, double measured) {
        return new Aim(words, measured, Bound.LESS_THAN, limit);
    }

    /** Returns whether the figure is on the right side of the limit. */
    boolean isReached() {
        return switch (bound) {
            case AT_LEAST -> measured >= limit;
            case AT_MOST -> measured <= limit;
            case LESS_THAN -> measured < limit;
        };
    }

    /** Returns the aims as a table. */
    static List<String> table(List<Aim> aims) {
        return Stream.of(
                        Stream.of("## Aims", "", "| | aim | measured | |", "| --- | ---: | ---: | --- |"),
                        aims.stream().map(Aim::row),
                        Stream.of(""))
                .flatMap(lines -> lines)
                .toList();
    }

    private String row() {
        return "| " + words + " | " + bound.words() + " " + number(limit) + " | " + number(measured) + " | "
                + (isReached() ? "reached" : "**not reached**") + " |";
    }

    /** Describes the figure and the limit. */
    @Override
    public String toString() {
        return words + ": " + number(measured) + ", must be " + bound.words() + " " + number(limit);
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, Math.abs(number) >= 100 ? "%,.0f" : "%.2f", number);
    }
}
