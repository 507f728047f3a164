package org.apppasswords.keycloak.policy;

import java.util.Map;

/** Policies for tests, built from the required action's settings. */
public final class TestPolicy {

    private TestPolicy() {}

    /** Returns the policy with these settings, such as {@code max-per-user}, and the defaults of all others. */
    public static AppPasswordPolicy with(Map<String, String> settings) {
        return with(settings, Map.of());
    }

    /** Returns such a policy in a realm with services that have these longest lifetimes, in days by clientId. */
    public static AppPasswordPolicy with(Map<String, String> settings, Map<String, Integer> serviceLifetimes) {
        return AppPasswordPolicy.of(
                true, settings, new ServiceLifetimes(clientId -> serviceLifetimes.getOrDefault(clientId, 0)));
    }
}
