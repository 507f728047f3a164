package org.apppasswords.keycloak.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.apppasswords.keycloak.policy.Expiration.Cause;
import org.keycloak.models.Constants;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionProviderModel;
import org.keycloak.utils.RequiredActionHelper;

/**
 * The policy of a realm. It is the configuration of the required action {@value #REQUIRED_ACTION}, so the admin console
 * shows a form for it and a realm export includes it.
 *
 * @param enabled whether the required action is registered and enabled; otherwise users cannot create app passwords
 * @param maxPerUser how many app passwords a user may have, not counting expired ones
 * @param secondFactorRequired whether only users with a second factor may create app passwords
 * @param furtherSecondFactors credential types of other extensions that count as second factors
 * @param brokeredSignIn whether a sign-in counts if the identity provider did not report when the user authenticated
 * @param defaultLifetimeDays the preselected lifetime in days; 0 means unlimited
 * @param maxLifetimeDays the longest lifetime in days; 0 means unlimited. Applies to existing app passwords too
 * @param maxAuthAge maximum age of the sign-in in which an app password is created
 * @param offeredAfterSetUp whether users who have just set up their first second factor get an offer to create one
 * @param unusedExpiryDays number of days without use after which an app password expires; 0 means never
 * @param lastUsedPrecision precision of the last use: a use within this time of a recorded one is not recorded
 * @param revokingPasswordChange which changes of the account password revoke all app passwords
 * @param revokedWithSecondFactor whether removing the last second factor revokes all app passwords
 * @param notifiedByEmail whether users get notices by e-mail
 * @param serviceLifetimes the longest lifetimes at single services
 */
public record AppPasswordPolicy(
        boolean enabled,
        int maxPerUser,
        boolean secondFactorRequired,
        Set<String> furtherSecondFactors,
        BrokeredSignIn brokeredSignIn,
        int defaultLifetimeDays,
        int maxLifetimeDays,
        Duration maxAuthAge,
        boolean offeredAfterSetUp,
        int unusedExpiryDays,
        Duration lastUsedPrecision,
        PasswordChange revokingPasswordChange,
        boolean revokedWithSecondFactor,
        boolean notifiedByEmail,
        ServiceLifetimes serviceLifetimes) {

    /** Provider ID of the required action that creates app passwords and has this policy as its configuration. */
    public static final String REQUIRED_ACTION = "app-password-create";

    private static final ExtensionLog LOG = ExtensionLog.of(AppPasswordPolicy.class);

    /** How long an expired app password is still listed before it is removed. */
    public static final Duration RETENTION_AFTER_EXPIRATION = Duration.ofDays(30);

    /** Coarsest precision of the last use for each day of unused expiry, so that the expiry is precise enough. */
    private static final int PRECISION_MINUTES_PER_UNUSED_DAY = 60;

    /** The latest time in epoch milliseconds. */
    private static final Instant LATEST = Instant.ofEpochMilli(Long.MAX_VALUE);

    /** Reads the policy of a realm. Invalid settings fall back to the stricter default and are logged. */
    public static AppPasswordPolicy of(RealmModel realm) {
        RequiredActionProviderModel action = RequiredActionHelper.getRequiredActionByProviderId(realm, REQUIRED_ACTION);
        Map<String, String> config = action == null || action.getConfig() == null ? Map.of() : action.getConfig();
        Arrays.stream(PolicySetting.values())
                .flatMap(setting -> setting.invalidity(config).stream())
                .forEach(invalidity -> LOG.warnOnce("policy of realm %s: %s", realm.getName(), invalidity));
        return of(action != null && action.isEnabled(), config, ServiceLifetimes.of(realm));
    }

    static AppPasswordPolicy of(boolean enabled, Map<String, String> config, ServiceLifetimes serviceLifetimes) {
        int maxLifetimeDays = PolicySetting.LIFETIME_MAX_DAYS.number(config);
        int unusedExpiryDays = PolicySetting.UNUSED_EXPIRY_DAYS.number(config);
        return new AppPasswordPolicy(
                enabled,
                PolicySetting.MAX_PER_USER.number(config),
                PolicySetting.REQUIRE_SECOND_FACTOR.flag(config),
                PolicySetting.FURTHER_SECOND_FACTORS.credentialTypes(config),
                PolicySetting.BROKERED_SIGN_IN.brokeredSignIn(config),
                bounded(PolicySetting.LIFETIME_DEFAULT_DAYS.number(config), maxLifetimeDays),
                maxLifetimeDays,
                maxAuthAge(config),
                PolicySetting.OFFER_AFTER_SECOND_FACTOR_SETUP.flag(config),
                unusedExpiryDays,
                lastUsedPrecision(config, unusedExpiryDays),
                PolicySetting.REVOKE_ON_PASSWORD_CHANGE.passwordChange(config),
                PolicySetting.REVOKE_ON_SECOND_FACTOR_REMOVAL.flag(config),
                PolicySetting.NOTIFY_BY_EMAIL.flag(config),
                serviceLifetimes);
    }

    /**
     * Returns the policy for an app password that is limited to these services: its lifetime is the shortest that they
     * and the realm allow. An app password for every service is not limited here: it ends at each service at its own
     * time.
     *
     * @param clientIds empty for every service
     */
    public AppPasswordPolicy forServices(Set<String> clientIds) {
        int shortest = serviceLifetimes.shortest(clientIds);
        return shortest == 0 || (maxLifetimeDays > 0 && maxLifetimeDays <= shortest) ? this : withMaxLifetime(shortest);
    }

    private AppPasswordPolicy withMaxLifetime(int days) {
        return new AppPasswordPolicy(
                enabled,
                maxPerUser,
                secondFactorRequired,
                furtherSecondFactors,
                brokeredSignIn,
                bounded(defaultLifetimeDays, days),
                days,
                maxAuthAge,
                offeredAfterSetUp,
                unusedExpiryDays,
                lastUsedPrecision,
                revokingPasswordChange,
                revokedWithSecondFactor,
                notifiedByEmail,
                serviceLifetimes);
    }

    /**
     * Returns when an app password expires under this policy without further use: at the end of its lifetime, or after
     * being unused for too long, whichever is earlier.
     *
     * @param lastUsedAt as recorded; an app password that was never used counts from its creation
     */
    public Optional<Expiration> expiration(Instant createdAt, Optional<Instant> chosen, Optional<Instant> lastUsedAt) {
        Optional<Expiration> lifetime = lifetimeEnd(createdAt, chosen).map(end -> new Expiration(end, Cause.LIFETIME));
        if (unusedExpiryDays == 0) {
            return lifetime;
        }
        Instant unused = later(lastUsedAt.orElse(createdAt), unusedExpiryDays);
        return lifetime.filter(end -> !end.at().isAfter(unused))
                .or(() -> Optional.of(new Expiration(unused, Cause.UNUSED)));
    }

    /**
     * Returns when the lifetime of an app password ends: as chosen at creation, but not later than the policy allows
     * today.
     */
    public Optional<Instant> lifetimeEnd(Instant createdAt, Optional<Instant> chosen) {
        if (maxLifetimeDays == 0) {
            return chosen;
        }
        Instant latest = later(createdAt, maxLifetimeDays);
        return chosen.filter(end -> end.isBefore(latest)).or(() -> Optional.of(latest));
    }

    // A realm import can contain any date.
    private static Instant later(Instant from, int days) {
        Instant later = from.plus(Duration.ofDays(days));
        return later.isAfter(LATEST) ? LATEST : later;
    }

    /** Returns whether this lifetime may be chosen; 0 means unlimited. */
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
