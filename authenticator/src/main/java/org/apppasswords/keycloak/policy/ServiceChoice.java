package org.apppasswords.keycloak.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a user chooses in the form: one service, or a group of services under one name.
 *
 * @param name the name of the service or of the group
 * @param services at least one; several only in a group
 */
public record ServiceChoice(String name, List<Service> services) {

    /** Returns the choices among these services, in their order. */
    public static List<ServiceChoice> of(List<Service> services) {
        Map<List<String>, List<Service>> byChoice = new LinkedHashMap<>();
        services.forEach(service -> byChoice
                // A service never joins a group of the same name by accident.
                .computeIfAbsent(
                        service.group() == null
                                ? List.of(service.name(), service.clientId())
                                : List.of(service.group()),
                        key -> new ArrayList<>())
                .add(service));
        return byChoice.values().stream()
                .map(members -> new ServiceChoice(members.get(0).choice(), List.copyOf(members)))
                .toList();
    }

    /**
     * Returns how users call these services: by the name of a group if all services of the group are among them, which
     * the user could choose, and otherwise by their own names.
     *
     * @param chosen the services to name
     * @param offered the services that the user can choose
     */
    public static List<String> names(List<Service> chosen, List<Service> offered) {
        List<String> ids = chosen.stream().map(Service::clientId).toList();
        List<String> incomplete = offered.stream()
                .filter(service -> service.group() != null && !ids.contains(service.clientId()))
                .map(Service::group)
                .toList();
        return chosen.stream()
                .sorted(Service.ORDER)
                .map(service -> service.group() != null && incomplete.contains(service.group())
                        ? service.name()
                        : service.choice())
                .distinct()
                .toList();
    }

    /** Returns the client IDs of the services. */
    public List<String> clientIds() {
        return services.stream().map(Service::clientId).toList();
    }

    /** Returns whether users choose several services at once. */
    public boolean isGroup() {
        return services.get(0).group() != null;
    }

    /** Returns whether one of these clients belongs to it. */
    public boolean includesOneOf(Set<String> clientIds) {
        return services.stream().map(Service::clientId).anyMatch(clientIds::contains);
    }

    /** Returns the longest lifetime in days that all its services allow; 0 means unlimited. */
    public int maxLifetimeDays() {
        return services.stream()
                .mapToInt(Service::maxLifetimeDays)
                .filter(days -> days > 0)
                .min()
                .orElse(0);
    }
}
