package org.apppasswords.keycloak.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apppasswords.keycloak.policy.Expiration.Cause;
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
 * @param brokeredSignIn whether a sign-in counts if the identity provider did not report when the user authenticated
 * @param defaultLifetimeDays the lifetime offered first, in days; 0 means no end
 * @param maxLifetimeDays the longest lifetime, in days; 0 means no limit. Bounds existing ones too
 * @param maxAuthAge how long ago the sign-in may be that creates one
 * @param offeredAfterSetUp whether one is offered to users who have just set up their first second factor
 * @param unusedExpiryDays after how many days without use one ends; 0 means never
 * @param lastUsedPrecision how precisely the last use is recorded: a use within this time of a recorded one is not written
 * @param revokingPasswordChange which changes of the account password revoke all
 * @param revokedWithSecondFactor whether removing the last second factor revokes all
 * @param notifiedByEmail whether users are told by e-mail of what concerns their app passwords
 */
public record AppPasswordPolicy(
        boolean enabled,
        int maxPerUser,
        boolean secondFactorRequired,
        BrokeredSignIn brokeredSignIn,
        int defaultLifetimeDays,
        int maxLifetimeDays,
        Duration maxAuthAge,
        boolean offeredAfterSetUp,
        int unusedExpiryDays,
        Duration lastUsedPrecision,
        PasswordChange revokingPasswordChange,
        boolean revokedWithSecondFactor,
        boolean notifiedByEmail) {

    /** Provider id of the required action that creates app passwords, and carries this policy. */
    public static final String REQUIRED_ACTION = "app-password-create";

    /** How long an app password that has ended is still shown, before it is removed. */
    public static final Duration KEPT_AFTER_END = Duration.ofDays(30);

    /** With an expiry of unused ones, their last use is known at least this precisely for each day of it. */
    private static final int PRECISION_MINUTES_PER_UNUSED_DAY = 60;

    /** The last one that can be told in epoch milliseconds. */
    private static final Instant LATEST = Instant.ofEpochMilli(Long.MAX_VALUE);

    /** The policy of a realm. Settings that cannot be read fall back to the stricter default, with a line in the log. */
    public static AppPasswordPolicy of(RealmModel realm) {
        RequiredActionProviderModel action = RequiredActionHelper.getRequiredActionByProviderId(realm, REQUIRED_ACTION);
        Map<String, String> config = action == null || action.getConfig() == null ? Map.of() : action.getConfig();
        return of(action != null && action.isEnabled(), config);
    }

    static AppPasswordPolicy of(boolean enabled, Map<String, String> config) {
        int maxLifetimeDays = PolicySetting.LIFETIME_MAX_DAYS.number(config);
        int unusedExpiryDays = PolicySetting.UNUSED_EXPIRY_DAYS.number(config);
        return new AppPasswordPolicy(
                enabled,
                PolicySetting.MAX_PER_USER.number(config),
                PolicySetting.REQUIRE_SECOND_FACTOR.flag(config),
                PolicySetting.BROKERED_SIGN_IN.brokeredSignIn(config),
                bounded(PolicySetting.LIFETIME_DEFAULT_DAYS.number(config), maxLifetimeDays),
                maxLifetimeDays,
                maxAuthAge(config),
                PolicySetting.OFFER_AFTER_SECOND_FACTOR_SETUP.flag(config),
                unusedExpiryDays,
                lastUsedPrecision(config, unusedExpiryDays),
                PolicySetting.REVOKE_ON_PASSWORD_CHANGE.passwordChange(config),
                PolicySetting.REVOKE_ON_SECOND_FACTOR_REMOVAL.flag(config),
                PolicySetting.NOTIFY_BY_EMAIL.flag(config));
    }

    /**
     * When an app password ends under this policy, if it is not used any more: when its lifetime is over, or when it has
     * been unused for too long, whichever is earlier.
     *
     * @param lastUsedAt as recorded; one that was never used counts from its creation
     */
    public Optional<Expiration> ending(Instant createdAt, Optional<Instant> chosen, Optional<Instant> lastUsedAt) {
        Optional<Expiration> lifetime = end(createdAt, chosen).map(end -> new Expiration(end, Cause.LIFETIME));
        if (unusedExpiryDays == 0) {
            return lifetime;
        }
        Instant unused = later(lastUsedAt.orElse(createdAt), unusedExpiryDays);
        return lifetime.filter(end -> !end.at().isAfter(unused))
                .or(() -> Optional.of(new Expiration(unused, Cause.UNUSED)));
    }

    /**
     * When the lifetime of an app password is over under this policy: as chosen at creation, but never later than the
     * policy allows today.
     */
    public Optional<Instant> end(Instant createdAt, Optional<Instant> chosen) {
        Optional<Instant> latest =
                maxLifetimeDays == 0 ? Optional.empty() : Optional.of(later(createdAt, maxLifetimeDays));
        return Stream.of(chosen, latest).flatMap(Optional::stream).min(Instant::compareTo);
    }

    // A realm import can bring any date.
    private static Instant later(Instant from, int days) {
        Instant later = from.plus(Duration.ofDays(days));
        return later.isAfter(LATEST) ? LATEST : later;
    }

    /** Whether this lifetime may be chosen. 0 means no end. */
    public boolean allowsLifetime(int days) {
        return days >= 0
                && days <= PolicySetting.MAX_LIFETIME_DAYS
                && (maxLifetimeDays == 0 || (days > 0 && days <= maxLifetimeDays));
    }

    private static int bounded(int days, int maxDays) {
        return maxDays > 0 && (days == 0 || days > maxDays) ? maxDays : days;
    }

    private static Duration lastUsedPrecision(Map<String, String> config, int unusedExpiryDays) {
        int minutes = PolicySetting.LAST_USED_PRECISION_MINUTES.number(config);
        int coarsest = unusedExpiryDays == 0 ? minutes : unusedExpiryDays * PRECISION_MINUTES_PER_UNUSED_DAY;
        return Duration.ofMinutes(Math.min(minutes, coarsest));
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
