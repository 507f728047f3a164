package org.apppasswords.keycloak.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.models.Constants;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionProviderModel;
import org.keycloak.utils.RequiredActionHelper;

/**
 * What a realm allows. It is the configuration of the required action {@value #REQUIRED_ACTION}, so that the admin
 * console has its form and a realm export carries it.
 *
 * @param enabled whether the required action is registered and enabled; if not, nobody can create one
 * @param maxPerUser how many a user may have that have not expired
 * @param secondFactorRequired whether only users with a second factor may create one
 * @param defaultLifetimeDays the lifetime offered first, in days; 0 means no end
 * @param maxLifetimeDays the longest lifetime, in days; 0 means no limit. Bounds existing ones too
 * @param maxAuthAge how long ago the sign-in may be that creates one
 */
public record AppPasswordPolicy(
        boolean enabled,
        int maxPerUser,
        boolean secondFactorRequired,
        int defaultLifetimeDays,
        int maxLifetimeDays,
        Duration maxAuthAge) {

    /** Provider id of the required action that creates app passwords, and carries this policy. */
    public static final String REQUIRED_ACTION = "app-password-create";

    /** How precisely the last use is recorded: a use within this time of a recorded one is not written. */
    public static final Duration LAST_USED_PRECISION = Duration.ofMinutes(60);

    /** The policy of a realm. Settings that cannot be read fall back to the stricter default, with a line in the log. */
    public static AppPasswordPolicy of(RealmModel realm) {
        RequiredActionProviderModel action = RequiredActionHelper.getRequiredActionByProviderId(realm, REQUIRED_ACTION);
        Map<String, String> config = action == null || action.getConfig() == null ? Map.of() : action.getConfig();
        int maxLifetimeDays = PolicySetting.LIFETIME_MAX_DAYS.number(config);
        return new AppPasswordPolicy(
                action != null && action.isEnabled(),
                PolicySetting.MAX_PER_USER.number(config),
                PolicySetting.REQUIRE_SECOND_FACTOR.flag(config),
                bounded(PolicySetting.LIFETIME_DEFAULT_DAYS.number(config), maxLifetimeDays),
                maxLifetimeDays,
                maxAuthAge(config));
    }

    /**
     * When an app password ends under this policy: as chosen at creation, but never later than the policy allows today.
     */
    public Optional<Instant> end(Instant createdAt, Optional<Instant> chosen) {
        Optional<Instant> latest =
                maxLifetimeDays == 0 ? Optional.empty() : Optional.of(createdAt.plus(Duration.ofDays(maxLifetimeDays)));
        return Stream.of(chosen, latest).flatMap(Optional::stream).min(Instant::compareTo);
    }

    /** Whether this lifetime may be chosen. 0 means no end. */
    public boolean allowsLifetime(int days) {
        return days >= 0
                && days <= PolicySetting.LONGEST_LIFETIME_DAYS
                && (maxLifetimeDays == 0 || (days > 0 && days <= maxLifetimeDays));
    }

    private static int bounded(int days, int maxDays) {
        return maxDays > 0 && (days == 0 || days > maxDays) ? maxDays : days;
    }

    private static Duration maxAuthAge(Map<String, String> config) {
        String value = config.get(Constants.MAX_AUTH_AGE_KEY);
        if (value == null || value.isBlank()) {
            return Duration.ofSeconds(Constants.KC_ACTION_MAX_AGE);
        }
        try {
            int seconds = Integer.parseInt(value.trim());
            return Duration.ofSeconds(seconds < 0 ? Constants.KC_ACTION_MAX_AGE : seconds);
        } catch (NumberFormatException e) {
            return Duration.ZERO;
        }
    }
}
