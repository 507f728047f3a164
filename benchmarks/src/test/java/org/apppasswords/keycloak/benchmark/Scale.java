package org.apppasswords.keycloak.benchmark;

import java.time.Duration;

/**
 * The extent of the measurements.
 *
 * @param users number of users of each sort whose sign-ins are compared
 * @param rounds number of rounds in which the kinds take turns
 * @param turn duration of each kind in a round
 * @param warmUp duration of the warm-up of each kind; may be zero
 * @param logins number of sign-ins that must leave no trace
 * @param manyUsers number of users in the large realm
 * @param devices number of devices that poll for mail
 * @param morning how long the devices poll
 * @param shortestPoll shortest time between two polls of a device
 * @param longestPoll longest time between two polls of a device
 * @param soak how long nothing may grow
 * @param meaningful whether the run fails if a figure misses its aim
 */
record Scale(
        int users,
        int rounds,
        Duration turn,
        Duration warmUp,
        int logins,
        int manyUsers,
        int devices,
        Duration morning,
        Duration shortestPoll,
        Duration longestPoll,
        Duration soak,
        boolean meaningful) {

    /** After twice this time, the JVM has compiled what sign-ins use. With a sixth of it, the first rounds are three times slower. */
    private static final Duration WARM_UP = Duration.ofSeconds(12);

    /** Returns whether this run only shows that everything works. */
    boolean isSmoke() {
        return warmUp.isZero();
    }

    /** Returns how long a kind is profiled. */
    Duration profiled() {
        return rounds == 1 ? turn : turn.multipliedBy(5);
    }

    /** Returns the scale of the published report. */
    static Scale full() {
        return new Scale(
                100,
                10,
                Duration.ofSeconds(3),
                WARM_UP,
                100_000,
                100_000,
                2000,
                Duration.ofMinutes(5),
                Duration.ofMinutes(1),
                Duration.ofMinutes(5),
                Duration.ofHours(4),
                true);
    }

    /** Returns a scale with the sizes of the full one, and fewer and shorter rounds. */
    static Scale rapid() {
        return new Scale(
                100,
                5,
                Duration.ofSeconds(2),
                WARM_UP,
                20_000,
                100_000,
                2000,
                Duration.ofSeconds(50),
                Duration.ofSeconds(15),
                Duration.ofSeconds(75),
                Duration.ofMinutes(45),
                true);
    }

    /** Returns the scale for work on the code: a few minutes for each part. */
    static Scale brief() {
        return new Scale(
                100,
                5,
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                10_000,
                20_000,
                300,
                Duration.ofMinutes(1),
                Duration.ofSeconds(10),
                Duration.ofSeconds(50),
                Duration.ofMinutes(10),
                false);
    }

    /** Returns the scale for a check that everything still works. The figures are meaningless. */
    static Scale smoke() {
        return new Scale(
                10,
                1,
                Duration.ofSeconds(1),
                Duration.ZERO,
                200,
                1000,
                20,
                Duration.ofSeconds(3),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofMinutes(1),
                false);
    }

    /** Returns the scale with this name. The system property {@code soak.minutes} replaces its {@link #soak}. */
    static Scale named(String name) {
        Scale scale = ofName(name);
        Integer minutes = Integer.getInteger("soak.minutes");
        return minutes == null ? scale : scale.soaking(Duration.ofMinutes(minutes));
    }

    private Scale soaking(Duration time) {
        return new Scale(
                users,
                rounds,
                turn,
                warmUp,
                logins,
                manyUsers,
                devices,
                morning,
                shortestPoll,
                longestPoll,
                time,
                meaningful);
    }

    private static Scale ofName(String name) {
        return switch (name) {
            case "full" -> full();
            case "rapid" -> rapid();
            case "brief" -> brief();
            case "smoke" -> smoke();
            default -> throw new IllegalArgumentException(name);
        };
    }
}
