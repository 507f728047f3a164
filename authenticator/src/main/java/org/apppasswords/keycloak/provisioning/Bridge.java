package org.apppasswords.keycloak.provisioning;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.apppasswords.keycloak.policy.PolicySetting;
import org.apppasswords.keycloak.realmconfig.ClientSetting;

/**
 * A client that is provisioned for a bridge. What is empty stays as it is.
 *
 * @param clientId the client ID
 * @param name the name that users see, for a client without one
 * @param group the name under which users choose the service together with others
 * @param allowedRole the role that users of the service must have
 * @param lifetimeMaxDays the longest lifetime at the service; 0 for no limit
 */
public record Bridge(
        String clientId,
        Optional<String> name,
        Optional<String> group,
        Optional<String> allowedRole,
        Optional<Integer> lifetimeMaxDays) {

    private static final int MAX_TEXT_LENGTH = 255;

    private static final String INVALID_TEXT = ": 1 to 255 characters, not only spaces, without line breaks.";

    /** Creates a bridge whose client keeps its name and its rules. */
    static Bridge of(String clientId) {
        return new Bridge(clientId, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Returns the name without surrounding spaces, or {@code null}. */
    String trimmedName() {
        return name.map(String::strip).orElse(null);
    }

    /** Returns the settings of the client with the values to set. */
    Map<ClientSetting, String> rules() {
        Map<ClientSetting, String> rules = new EnumMap<>(ClientSetting.class);
        group.ifPresent(text -> rules.put(ClientSetting.GROUP, text.strip()));
        allowedRole.ifPresent(role -> rules.put(ClientSetting.ALLOWED_ROLE, role.strip()));
        lifetimeMaxDays.ifPresent(days -> rules.put(ClientSetting.LIFETIME_MAX_DAYS, String.valueOf(days)));
        return rules;
    }

    /** Returns why the client cannot get these values, as the end of a sentence; empty if it can. */
    Optional<String> violation() {
        if (!isReadable(name)) {
            return Optional.of("has an invalid name" + INVALID_TEXT);
        }
        if (!isReadable(group)) {
            return Optional.of("has an invalid group" + INVALID_TEXT);
        }
        if (!isReadable(allowedRole)) {
            return Optional.of("has an invalid allowedRole" + INVALID_TEXT);
        }
        PolicySetting lifetime = PolicySetting.LIFETIME_MAX_DAYS;
        return lifetimeMaxDays
                .filter(days -> days < lifetime.min() || days > lifetime.max())
                .map(days -> "has an invalid lifetimeMaxDays: must be between " + lifetime.min() + " and "
                        + lifetime.max() + ".");
    }

    // Keycloak can store it, and people can read it.
    private static boolean isReadable(Optional<String> value) {
        return value.filter(text -> text.isBlank()
                        || text.length() > MAX_TEXT_LENGTH
                        || text.chars().anyMatch(Character::isISOControl))
                .isEmpty();
    }
}
