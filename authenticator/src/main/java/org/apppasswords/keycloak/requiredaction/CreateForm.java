package org.apppasswords.keycloak.requiredaction;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.model.NewAppPassword;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;

/**
 * The fields of the form as the user filled them in.
 *
 * @param name as typed
 * @param allServices whether the app password works for every service; only if the user chose this explicitly
 * @param clients clientIds of the selected services; ignored if {@code allServices}
 * @param lifetimeDays the selected lifetime; empty if it is not a number
 */
record CreateForm(String name, boolean allServices, Set<String> clients, Optional<Integer> lifetimeDays) {

    static final String NAME = "name";
    private static final String SERVICES = "services";
    private static final String ALL_SERVICES = "all";
    static final String CLIENTS = "clients";
    static final String LIFETIME_DAYS = "lifetimeDays";

    /** Returns the initial form. */
    static CreateForm empty(AppPasswordPolicy policy) {
        return new CreateForm("", true, Set.of(), Optional.of(policy.defaultLifetimeDays()));
    }

    /** Returns the form that creates an app password like this one. */
    static CreateForm of(AppPasswordEntry entry, AppPasswordPolicy policy) {
        return new CreateForm(
                entry.name(),
                entry.readable() && entry.clients().isEmpty(),
                entry.clients(),
                Optional.of(policy.defaultLifetimeDays()));
    }

    /** Reads the form that the user sent. */
    static CreateForm read(MultivaluedMap<String, String> fields, AppPasswordPolicy policy) {
        List<String> clients = fields.getOrDefault(CLIENTS, List.of());
        return new CreateForm(
                Objects.requireNonNullElse(fields.getFirst(NAME), ""),
                ALL_SERVICES.equals(fields.getFirst(SERVICES)),
                new LinkedHashSet<>(clients),
                readLifetime(fields.getFirst(LIFETIME_DAYS), policy));
    }

    /** Returns whether the user chose single services but selected none. */
    boolean lacksService() {
        return !allServices && clients.isEmpty();
    }

    /** Returns what the user requested; empty if {@link #lacksService()} or if the lifetime is not a number. */
    Optional<NewAppPassword> request() {
        return lacksService()
                ? Optional.empty()
                : lifetimeDays.map(days -> new NewAppPassword(name, allServices ? Set.of() : clients, days));
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
