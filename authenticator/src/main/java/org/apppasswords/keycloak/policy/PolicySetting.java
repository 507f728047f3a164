package org.apppasswords.keycloak.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.log.ExtensionLog;
import org.keycloak.provider.ProviderConfigProperty;

/** One setting of the policy: its key, its form field in the admin console, its default and its range. */
public enum PolicySetting {
    MAX_PER_USER(
            "max-per-user",
            "App passwords per user",
            "How many app passwords a user can have at a time. Expired ones do not count.",
            25,
            1,
            1000,
            25),
    REQUIRE_SECOND_FACTOR(
            "require-second-factor",
            "Require a second factor",
            "On: only users with a second factor (one-time code, security key or passkey) can create app passwords, and"
                    + " where the browser flow has levels of authentication, creating one asks for the level of that"
                    + " factor. Without a second factor the account password does the same job.",
            true),
    BROKERED_SIGN_IN(
            "brokered-sign-in",
            "Sign-in through an identity provider",
            "What happens when an identity provider does not report when the user authenticated there. require-time: the"
                    + " user cannot create app passwords with this sign-in. accept: the sign-in counts as made at the"
                    + " moment of the provider's answer, which the provider may have given without asking the user."
                    + " Providers report the time where Pass max_age is on.",
            BrokeredSignIn.REQUIRE_TIME,
            BrokeredSignIn.REQUIRE_TIME),
    LIFETIME_DEFAULT_DAYS(
            "lifetime-default-days",
            "Default lifetime (days)",
            "The lifetime that is offered first. 0 means no end.",
            0,
            0,
            PolicySetting.MAX_LIFETIME_DAYS,
            PolicySetting.STRICT_LIFETIME_DAYS),
    LIFETIME_MAX_DAYS(
            "lifetime-max-days",
            "Longest lifetime (days)",
            "The longest lifetime a user can choose. 0 means no limit. Lowering it also ends existing app passwords"
                    + " sooner.",
            0,
            0,
            PolicySetting.MAX_LIFETIME_DAYS,
            PolicySetting.STRICT_LIFETIME_DAYS),
    OFFER_AFTER_SECOND_FACTOR_SETUP(
            "offer-after-second-factor-setup",
            "Offer after setting up a second factor",
            "On: right after users have set up their first second factor in a browser, a page asks whether they use a mail"
                    + " program or phone app, and offers to create an app password.",
            true),
    UNUSED_EXPIRY_DAYS(
            "unused-expiry-days",
            "Unused expiry (days)",
            "An app password that has not been used for so many days expires. One that has never been used counts from its"
                    + " creation. 0 means never.",
            0,
            0,
            PolicySetting.MAX_LIFETIME_DAYS,
            PolicySetting.STRICT_LIFETIME_DAYS),
    LAST_USED_PRECISION_MINUTES(
            "last-used-precision-minutes",
            "Precision of the last use (minutes)",
            "How precisely the last use is recorded. A sign-in within this time of a recorded one is not written, so that a"
                    + " mail program that asks every minute writes once.",
            60,
            1,
            PolicySetting.DAY_MINUTES,
            60),
    REVOKE_ON_PASSWORD_CHANGE(
            "revoke-on-password-change",
            "Revoke when the password changes",
            "When a new account password deletes all app passwords of the user. never: not at all. reset: when an"
                    + " administrator or the user resets a password without giving the old one. any: at every change. A"
                    + " password that is changed in a directory cannot be seen.",
            PasswordChange.RESET,
            PasswordChange.ANY),
    REVOKE_ON_SECOND_FACTOR_REMOVAL(
            "revoke-on-second-factor-removal",
            "Revoke with the last second factor",
            "On: when a user's last second factor is removed, all app passwords of the user are deleted.",
            false),
    NOTIFY_BY_EMAIL(
            "notify-by-email",
            "Notify by e-mail",
            "On: where the realm can send e-mail, users are told when an app password is created, deleted by somebody else,"
                    + " used from a new network, or about to expire.",
            true);

    /** Ten years: longer is the same as no end, and likely a typing error. */
    static final int MAX_LIFETIME_DAYS = 3650;

    /** More would make the last use worthless to whoever looks at it. */
    static final int DAY_MINUTES = 1440;

    /** In place of a lifetime that cannot be read: "no limit" would be the lenient guess. */
    static final int STRICT_LIFETIME_DAYS = 90;

    private static final ExtensionLog LOG = ExtensionLog.of(PolicySetting.class);

    private final String key;
    private final String label;
    private final String helpText;
    private final Kind kind;
    private final String defaultValue;
    private final String strict;
    private final int min;
    private final int max;

    private enum Kind {
        NUMBER,
        FLAG,
        PASSWORD_CHANGE,
        BROKERED_SIGN_IN;

        List<String> choices() {
            return switch (this) {
                case NUMBER -> List.of();
                case FLAG -> List.of("true", "false");
                case PASSWORD_CHANGE -> PasswordChange.codes();
                case BROKERED_SIGN_IN -> BrokeredSignIn.codes();
            };
        }
    }

    PolicySetting(String key, String label, String helpText, int defaultValue, int min, int max, int strict) {
        this(key, label, helpText, Kind.NUMBER, String.valueOf(defaultValue), String.valueOf(strict), min, max);
    }

    PolicySetting(String key, String label, String helpText, boolean defaultValue) {
        this(key, label, helpText, Kind.FLAG, String.valueOf(defaultValue), "true", 0, 0);
    }

    PolicySetting(String key, String label, String helpText, PasswordChange defaultValue, PasswordChange strict) {
        this(key, label, helpText, Kind.PASSWORD_CHANGE, defaultValue.code(), strict.code(), 0, 0);
    }

    PolicySetting(String key, String label, String helpText, BrokeredSignIn defaultValue, BrokeredSignIn strict) {
        this(key, label, helpText, Kind.BROKERED_SIGN_IN, defaultValue.code(), strict.code(), 0, 0);
    }

    PolicySetting(
            String key,
            String label,
            String helpText,
            Kind kind,
            String defaultValue,
            String strict,
            int min,
            int max) {
        this.key = key;
        this.label = label;
        this.helpText = helpText;
        this.kind = kind;
        this.defaultValue = defaultValue;
        this.strict = strict;
        this.min = min;
        this.max = max;
    }

    /** The name in the required action's configuration. */
    public String key() {
        return key;
    }

    /** Smallest number allowed. */
    public int min() {
        return min;
    }

    /** Largest number allowed. */
    public int max() {
        return max;
    }

    /** The form fields of the admin console. */
    public static List<ProviderConfigProperty> configProperties() {
        return Arrays.stream(values()).map(PolicySetting::configProperty).toList();
    }

    /** Whether this text is a value of the setting. An absent or blank one is: it means the default. */
    public boolean accepts(String value) {
        return value == null || value.isBlank() || isValue(value.trim());
    }

    /** Whether the setting is a number, as opposed to a choice of words. */
    public boolean isNumber() {
        return kind == Kind.NUMBER;
    }

    boolean flag(Map<String, String> config) {
        return Boolean.parseBoolean(value(config));
    }

    int number(Map<String, String> config) {
        return Integer.parseInt(value(config));
    }

    PasswordChange passwordChange(Map<String, String> config) {
        return PasswordChange.ofCode(value(config));
    }

    BrokeredSignIn brokeredSignIn(Map<String, String> config) {
        return BrokeredSignIn.ofCode(value(config));
    }

    private String value(Map<String, String> config) {
        String value = config.get(key);
        if (value == null || value.isBlank()) {
            return defaultValue;
        }
        if (isValue(value.trim())) {
            return value.trim();
        }
        LOG.warnOnce("policy: '%s' is not a value of %s; using the stricter %s", value, key, strict);
        return strict;
    }

    private boolean isValue(String value) {
        return isNumber() ? isNumberInRange(value) : kind.choices().contains(value);
    }

    private boolean isNumberInRange(String value) {
        try {
            int number = Integer.parseInt(value);
            return number >= min && number <= max;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private ProviderConfigProperty configProperty() {
        return switch (kind) {
            case NUMBER ->
                new ProviderConfigProperty(
                        key, label, helpText, ProviderConfigProperty.INTEGER_TYPE, Integer.valueOf(defaultValue));
            case FLAG ->
                new ProviderConfigProperty(
                        key, label, helpText, ProviderConfigProperty.BOOLEAN_TYPE, Boolean.valueOf(defaultValue));
            case PASSWORD_CHANGE, BROKERED_SIGN_IN ->
                new ProviderConfigProperty(
                        key,
                        label,
                        helpText,
                        ProviderConfigProperty.LIST_TYPE,
                        defaultValue,
                        kind.choices().toArray(String[]::new));
        };
    }
}
