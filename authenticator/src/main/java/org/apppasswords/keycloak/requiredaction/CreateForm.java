package org.apppasswords.keycloak.requiredaction;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.keycloak.model.NewAppPassword;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;

/**
 * The fields of the form, as the user filled them in.
 *
 * @param name as typed
 * @param clients clientIds of the services ticked; none ticked means all
 * @param lifetimeDays the lifetime chosen; empty if what arrived is no number
 */
record CreateForm(String name, Set<String> clients, Optional<Integer> lifetimeDays) {

    static final String NAME = "name";
    static final String CLIENTS = "clients";
    static final String LIFETIME_DAYS = "lifetimeDays";

    /** The form at first sight. */
    static CreateForm empty(AppPasswordPolicy policy) {
        return new CreateForm("", Set.of(), Optional.of(policy.defaultLifetimeDays()));
    }

    /** The form as it was sent. */
    static CreateForm read(MultivaluedMap<String, String> fields, AppPasswordPolicy policy) {
        List<String> clients = fields.getOrDefault(CLIENTS, List.of());
        return new CreateForm(
                Objects.requireNonNullElse(fields.getFirst(NAME), ""),
                new LinkedHashSet<>(clients),
                readLifetime(fields.getFirst(LIFETIME_DAYS), policy));
    }

    /** What is asked for; empty if the lifetime is no number. */
    Optional<NewAppPassword> request() {
        return lifetimeDays.map(days -> new NewAppPassword(name, clients, days));
    }

    private static Optional<Integer> readLifetime(String value, AppPasswordPolicy policy) {
        if (value == null) {
            return Optional.of(policy.defaultLifetimeDays());
        }
        try {
            return Optional.of(Integer.parseInt(value.strip()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
