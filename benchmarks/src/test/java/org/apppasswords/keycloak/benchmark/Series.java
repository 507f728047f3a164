package org.apppasswords.keycloak.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** The values of one figure, one for each round. */
final class Series {

    private final List<Double> values = new ArrayList<>();

    void add(double value) {
        values.add(value);
    }

    double min() {
        return Collections.min(values);
    }

    double max() {
        return Collections.max(values);
    }

    double median() {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** Returns the ratio of this series to the other, round by round. */
    Series by(Series other) {
        Series ratios = new Series();
        for (int round = 0; round < values.size(); round++) {
            ratios.add(values.get(round) / other.values.get(round));
        }
        return ratios;
    }

    /** Returns three cells of a table: minimum, median, maximum. */
    String cells(String format) {
        return String.format(Locale.ROOT, format + " | **" + format + "** | " + format, min(), median(), max());
    }
}
