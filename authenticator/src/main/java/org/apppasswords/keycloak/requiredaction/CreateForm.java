package org.apppasswords.keycloak.requiredaction;

import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.model.NewAppPassword;
import org.apppasswords.keycloak.network.Network;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.policy.ServiceChoice;

/**
 * The fields of the form as the user filled them in.
 *
 * @param name as typed
 * @param allServices whether the app password works for every service; only if the user chose this explicitly
 * @param clients clientIds of the selected services, all of a selected group; ignored if {@code allServices}
 * @param lifetimeDays the selected lifetime; empty if it is not a number
 * @param networks networks from which the app password works, as typed; blank for every network
 * @param currentNetwork the network of the browser, if the user selected it in addition
 */
record CreateForm(
        String name,
        boolean allServices,
        Set<String> clients,
        Optional<Integer> lifetimeDays,
        String networks,
        Optional<String> currentNetwork) {

    static final String NAME = "name";
    private static final String SERVICES = "services";
    private static final String ALL_SERVICES = "all";
    static final String CLIENTS = "clients";
    /** Hidden field: the clientIds whose checkbox stood for a whole group. */
    private static final String GROUPS = "groups";

    static final String LIFETIME_DAYS = "lifetimeDays";
    static final String NETWORKS = "networks";
    private static final String CURRENT_NETWORK = "currentNetwork";

    private static final Pattern SEPARATOR = Pattern.compile("[\\s,;]+");

    /** Returns the initial form. */
    static CreateForm empty(AppPasswordPolicy policy) {
        return new CreateForm("", true, Set.of(), Optional.of(policy.defaultLifetimeDays()), "", Optional.empty());
    }

    /** Returns the form that creates an app password like this one, with the same lifetime. */
    static CreateForm of(AppPasswordEntry entry) {
        return new CreateForm(
                entry.name(),
                entry.readable() && entry.clients().isEmpty(),
                entry.clients(),
                Optional.of(entry.expiresAt()
                        .map(end -> Math.toIntExact(
                                Duration.between(entry.createdAt(), end).toDays()))
                        .orElse(0)),
                String.join("\n", entry.networks().texts()),
                Optional.empty());
    }

    /**
     * Reads the form that the user sent.
     *
     * @param choices what the user may choose now
     */
    static CreateForm read(
            MultivaluedMap<String, String> fields, AppPasswordPolicy policy, List<ServiceChoice> choices) {
        return new CreateForm(
                Objects.requireNonNullElse(fields.getFirst(NAME), ""),
                ALL_SERVICES.equals(fields.getFirst(SERVICES)),
                clients(fields, choices),
                readLifetime(fields.getFirst(LIFETIME_DAYS), policy),
                Objects.requireNonNullElse(fields.getFirst(NETWORKS), ""),
                Optional.ofNullable(fields.getFirst(CURRENT_NETWORK)));
    }

    // A checkbox without a mark for a group is one service, also if the service has joined a group meanwhile.
    private static Set<String> clients(MultivaluedMap<String, String> fields, List<ServiceChoice> choices) {
        Set<String> groups = Set.copyOf(fields.getOrDefault(GROUPS, List.of()));
        Set<String> clients = new LinkedHashSet<>();
        fields.getOrDefault(CLIENTS, List.of()).forEach(clientId -> {
            clients.add(clientId);
            choices.stream()
                    .filter(choice -> choice.isGroup() && groups.contains(clientId))
                    .filter(choice -> choice.includesOneOf(Set.of(clientId)))
                    .forEach(choice -> clients.addAll(choice.clientIds()));
        });
        return clients;
    }

    /** Returns whether the user chose single services but selected none. */
    boolean lacksService() {
        return !allServices && clients.isEmpty();
    }

    /** Returns what the user requested; empty if {@link #lacksService()} or if the lifetime is not a number. */
    Optional<NewAppPassword> request() {
        return lacksService()
                ? Optional.empty()
                : lifetimeDays.map(
                        days -> new NewAppPassword(name, allServices ? Set.of() : clients, days, allNetworks()));
    }

    /** Returns the first typed network that is not valid; empty if all are. */
    Optional<String> invalidNetwork() {
        return allNetworks().stream()
                .filter(text -> Network.parse(text).isEmpty())
                .findFirst();
    }

    // People separate networks by line breaks, commas or spaces.
    private List<String> allNetworks() {
        return Stream.concat(SEPARATOR.splitAsStream(networks).filter(text -> !text.isEmpty()), currentNetwork.stream())
                .toList();
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
