package org.apppasswords.keycloak.policy;

import java.util.List;
import java.util.stream.Stream;

/** The lifetimes that a form offers. */
public final class LifetimeChoices {

    private static final int NO_END = 0;
    private static final List<Integer> USUAL_DAYS = List.of(7, 30, 90, 180, 365);

    private LifetimeChoices() {}

    /**
     * Returns the usual lifetimes that the policy allows, together with the policy's own.
     *
     * @param chosen a lifetime that the user chose before; not offered if the policy does not allow it
     * @return days in ascending order; 0, which means unlimited, comes last
     */
    public static List<Integer> days(AppPasswordPolicy policy, int chosen) {
        return days(policy, chosen, List.of());
    }

    /** Returns these lifetimes together with the longest ones at the services that the user can choose. */
    public static List<Integer> days(AppPasswordPolicy policy, int chosen, List<ServiceChoice> services) {
        Stream<Integer> own = Stream.concat(
                Stream.of(chosen, policy.defaultLifetimeDays(), policy.maxLifetimeDays()),
                services.stream().map(ServiceChoice::maxLifetimeDays));
        Stream<Integer> days = Stream.concat(USUAL_DAYS.stream(), own)
                .filter(day -> day != NO_END)
                .filter(policy::allowsLifetime)
                .distinct()
                .sorted();
        return Stream.concat(days, Stream.of(NO_END).filter(policy::allowsLifetime))
                .toList();
    }
}
