package org.apppasswords.keycloak.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
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
    LIFETIME_DEFAULT_DAYS(
            "lifetime-default-days",
            "Default lifetime (days)",
            "The lifetime that is offered first. 0 means no end.",
            0,
            0,
            PolicySetting.LONGEST_LIFETIME_DAYS,
            PolicySetting.STRICT_LIFETIME_DAYS),
    LIFETIME_MAX_DAYS(
            "lifetime-max-days",
            "Longest lifetime (days)",
            "The longest lifetime a user can choose. 0 means no limit. Lowering it also ends existing app passwords"
                    + " sooner.",
            0,
            0,
            PolicySetting.LONGEST_LIFETIME_DAYS,
            PolicySetting.STRICT_LIFETIME_DAYS);

    /** Ten years: longer is the same as no end, and likely a typing error. */
    static final int LONGEST_LIFETIME_DAYS = 3650;

    /** In place of a lifetime that cannot be read: "no limit" would be the lenient guess. */
    static final int STRICT_LIFETIME_DAYS = 90;

    private static final Logger LOG = Logger.getLogger(PolicySetting.class);

    private final String key;
    private final String label;
    private final String helpText;
    private final boolean flag;
    private final int defaultValue;
    private final int min;
    private final int max;
    private final int strict;

    PolicySetting(String key, String label, String helpText, int defaultValue, int min, int max, int strict) {
        this.key = key;
        this.label = label;
        this.helpText = helpText;
        this.flag = false;
        this.defaultValue = defaultValue;
        this.min = min;
        this.max = max;
        this.strict = strict;
    }

    PolicySetting(String key, String label, String helpText, boolean defaultValue) {
        this.key = key;
        this.label = label;
        this.helpText = helpText;
        this.flag = true;
        this.defaultValue = defaultValue ? 1 : 0;
        this.min = 0;
        this.max = 1;
        this.strict = 1;
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
        return value == null
                || value.isBlank()
                || (flag ? readFlag(value).isPresent() : readNumber(value).isPresent());
    }

    /** Whether the setting is a switch, as opposed to a number. */
    public boolean isFlag() {
        return flag;
    }

    boolean flag(Map<String, String> config) {
        String value = config.get(key);
        if (value == null || value.isBlank()) {
            return defaultValue == 1;
        }
        return readFlag(value).orElseGet(() -> {
            logUnreadable(value);
            return strict == 1;
        });
    }

    int number(Map<String, String> config) {
        String value = config.get(key);
        if (value == null || value.isBlank()) {
            return defaultValue;
        }
        return readNumber(value).orElseGet(() -> {
            logUnreadable(value);
            return strict;
        });
    }

    private ProviderConfigProperty configProperty() {
        return flag
                ? new ProviderConfigProperty(
                        key, label, helpText, ProviderConfigProperty.BOOLEAN_TYPE, defaultValue == 1)
                : new ProviderConfigProperty(key, label, helpText, ProviderConfigProperty.INTEGER_TYPE, defaultValue);
    }

    private Optional<Integer> readNumber(String value) {
        try {
            int number = Integer.parseInt(value.trim());
            return number >= min && number <= max ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Boolean> readFlag(String value) {
        return switch (value.trim()) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private void logUnreadable(String value) {
        LOG.warnf("App password policy: '%s' is no value of %s; using the stricter %d", value, key, strict);
    }
}
