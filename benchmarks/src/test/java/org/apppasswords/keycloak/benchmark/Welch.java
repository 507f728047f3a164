package org.apppasswords.keycloak.benchmark;

import java.util.Arrays;

/**
 * Whether two samples have different means: the statistic of Welch's t-test, for samples of different variances. In
 * leakage tests (dudect, TVLA), a value beyond 4.5 to either side counts as a difference.
 */
final class Welch {

    /** Beyond this, a difference is significant. */
    static final double THRESHOLD = 4.5;

    private Welch() {}

    /** Returns the statistic, positive if the first mean is larger. Each sample needs at least two different values. */
    static double t(double[] one, double[] other) {
        return (mean(one) - mean(other)) / Math.sqrt(variance(one) / one.length + variance(other) / other.length);
    }

    static double mean(double[] sample) {
        return Arrays.stream(sample).average().orElseThrow();
    }

    private static double variance(double[] sample) {
        double mean = mean(sample);
        return Arrays.stream(sample)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / (sample.length - 1);
    }
}
