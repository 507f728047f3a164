package org.apppasswords.keycloak.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keycloak.provider.ProviderConfigProperty;

/** One setting of the policy: its key, its form field in the admin console, its default and its range. */
public enum PolicySetting {
    MAX_PER_USER(
            "max-per-user",
            "App passwords per user",
            "Maximum number of app passwords of a user. Expired ones do not count.",
            25,
            1,
            1000,
            25),
    REQUIRE_SECOND_FACTOR(
            "require-second-factor",
            "Require a second factor",
            "If on, only users with a second factor (one-time code, security key or passkey) can create app passwords, and"
                    + " they must have used it to sign in if the browser flow has levels of authentication. Without a"
                    + " second factor, the account password serves the same purpose.",
            true),
    FURTHER_SECOND_FACTORS(
            "further-second-factors",
            "Further second factors",
            "Credential types of other extensions that also count as second factors, separated by commas, for example"
                    + " mobile-number. A user has such a factor if Keycloak stores a credential of this type. The account"
                    + " password, app passwords and recovery codes never count."),
    BROKERED_SIGN_IN(
            "brokered-sign-in",
            "Sign-in through an identity provider",
            "What to do if an identity provider does not report when the user authenticated there. require-time: the user"
                    + " cannot create app passwords in this session. accept: the sign-in counts from the provider's"
                    + " answer, which the provider may have given without asking the user. Providers report the time if"
                    + " Pass max_age is on.",
            BrokeredSignIn.REQUIRE_TIME,
            BrokeredSignIn.REQUIRE_TIME),
    LIFETIME_DEFAULT_DAYS(
            "lifetime-default-days",
            "Default lifetime (days)",
            "The preselected lifetime. 0 means unlimited.",
            0,
            0,
            PolicySetting.MAX_LIFETIME_DAYS,
            PolicySetting.STRICT_LIFETIME_DAYS),
    LIFETIME_MAX_DAYS(
            "lifetime-max-days",
            "Longest lifetime (days)",
            "The longest lifetime that users can choose. 0 means unlimited. A lower value also expires existing app passwords"
                    + " sooner.",
            0,
            0,
            PolicySetting.MAX_LIFETIME_DAYS,
            PolicySetting.STRICT_LIFETIME_DAYS),
    OFFER_AFTER_SECOND_FACTOR_SETUP(
            "offer-after-second-factor-setup",
            "Offer after setting up a second factor",
            "If on, users who have just set up their first second factor in a browser see a page that offers to create an"
                    + " app password for a mail program or phone app.",
            true),
    UNUSED_EXPIRY_DAYS(
            "unused-expiry-days",
            "Unused expiry (days)",
            "Number of days without use after which an app password expires. One that was never used counts from its"
                    + " creation. 0 means never.",
            0,
            0,
            PolicySetting.MAX_LIFETIME_DAYS,
            PolicySetting.STRICT_LIFETIME_DAYS),
    LAST_USED_PRECISION_MINUTES(
            "last-used-precision-minutes",
            "Precision of the last use (minutes)",
            "Precision of the recorded last use. A sign-in within this time of a recorded one is not recorded, which saves"
                    + " database writes for mail programs that sign in every minute.",
            60,
            1,
            PolicySetting.DAY_MINUTES,
            60),
    REVOKE_ON_PASSWORD_CHANGE(
            "revoke-on-password-change",
            "Revoke when the password changes",
            "Which changes of the account password delete all app passwords of the user. never: none. reset: changes by an"
                    + " administrator, or by the user without the old password. any: all changes. Keycloak does not see"
                    + " password changes in a directory.",
            PasswordChange.RESET,
            PasswordChange.ANY),
    REVOKE_ON_SECOND_FACTOR_REMOVAL(
            "revoke-on-second-factor-removal",
            "Revoke with the last second factor",
            "If on, removing a user's last second factor deletes all app passwords of the user.",
            false),
    NOTIFY_BY_EMAIL(
            "notify-by-email",
            "Notify by e-mail",
            "If on and the realm can send e-mail, users get a notice when an app password is created, deleted by an"
                    + " administrator or by this policy, used from a new network, or about to expire.",
            true);

    /** Ten years: a longer lifetime is practically unlimited, and probably a typo. */
    static final int MAX_LIFETIME_DAYS = 3650;

    /** A coarser time of last use would be useless to users. */
    static final int DAY_MINUTES = 1440;

    /** Replaces an invalid lifetime, because unlimited would be lenient. */
    static final int STRICT_LIFETIME_DAYS = 90;

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
        FLAG("true", "false"),
        PASSWORD_CHANGE(PasswordChange.codes()),
        BROKERED_SIGN_IN(BrokeredSignIn.codes()),
        CREDENTIAL_TYPES;

        @SuppressWarnings("ImmutableEnumChecker") // The lists are immutable.
        private final List<String> choices;

        Kind(String... choices) {
            this(List.of(choices));
        }

        Kind(List<String> choices) {
            this.choices = choices;
        }
    }

    PolicySetting(String key, String label, String helpText, int defaultValue, int min, int max, int strict) {
        this(key, label, helpText, Kind.NUMBER, String.valueOf(defaultValue), String.valueOf(strict), min, max);
    }

    PolicySetting(String key, String label, String helpText, boolean defaultValue) {
        this(key, label, helpText, Kind.FLAG, String.valueOf(defaultValue), "true", 0, 0);
    }

    /** A list of credential types, empty by default. */
    PolicySetting(String key, String label, String helpText) {
        this(key, label, helpText, Kind.CREDENTIAL_TYPES, "", "", 0, 0);
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

    /** Returns the name in the required action's configuration. */
    public String key() {
        return key;
    }

    /** Returns the smallest number allowed. */
    public int min() {
        return min;
    }

    /** Returns the largest number allowed. */
    public int max() {
        return max;
    }

    /** Returns the form fields for the admin console. */
    public static List<ProviderConfigProperty> configProperties() {
        return Arrays.stream(values()).map(PolicySetting::configProperty).toList();
    }

    /** Returns whether the text is a valid value. An absent or blank text is valid: it means the default. */
    public boolean accepts(String value) {
        return value == null || value.isBlank() || isValue(value.trim());
    }

    /** Describes the configured value for the log if it is invalid; empty if it is valid. */
    Optional<String> invalidity(Map<String, String> config) {
        String value = config.get(key);
        return accepts(value)
                ? Optional.empty()
                : Optional.of("'%s' is not a value of %s; using the stricter %s"
                        .formatted(value, key, strict.isEmpty() ? "empty value" : strict));
    }

    /** Returns whether the setting is a number, rather than one of several words. */
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

    Set<String> credentialTypes(Map<String, String> config) {
        return CredentialTypes.of(value(config));
    }

    private String value(Map<String, String> config) {
        String value = config.get(key);
        if (value == null || value.isBlank()) {
            return defaultValue;
        }
        return isValue(value.trim()) ? value.trim() : strict;
    }

    private boolean isValue(String value) {
        return switch (kind) {
            case NUMBER -> isNumberInRange(value);
            case CREDENTIAL_TYPES -> CredentialTypes.isValid(value);
            case FLAG, PASSWORD_CHANGE, BROKERED_SIGN_IN -> kind.choices.contains(value);
        };
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
            case CREDENTIAL_TYPES ->
                new ProviderConfigProperty(key, label, helpText, ProviderConfigProperty.STRING_TYPE, defaultValue);
            case PASSWORD_CHANGE, BROKERED_SIGN_IN ->
                new ProviderConfigProperty(
                        key,
                        label,
                        helpText,
                        ProviderConfigProperty.LIST_TYPE,
                        defaultValue,
                        kind.choices.toArray(String[]::new));
        };
    }
}
