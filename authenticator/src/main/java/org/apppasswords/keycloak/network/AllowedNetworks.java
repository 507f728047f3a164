package org.apppasswords.keycloak.network;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The networks from which an app password may be used.
 *
 * @param networks without duplicates; empty for every network
 */
public record AllowedNetworks(List<Network> networks) {

    /** Maximum number of networks of an app password. */
    public static final int MAX = 16;

    /** No limit. */
    public static final AllowedNetworks ANY = new AllowedNetworks(List.of());

    public AllowedNetworks {
        networks = List.copyOf(networks);
    }

    /** Parses networks in CIDR notation and single addresses, and removes duplicates; empty if one is invalid. */
    public static Optional<AllowedNetworks> parse(Collection<String> texts) {
        Set<Network> networks = new LinkedHashSet<>();
        for (String text : texts) {
            Optional<Network> network = Network.parse(text);
            if (network.isEmpty()) {
                return Optional.empty();
            }
            networks.add(network.get());
        }
        return Optional.of(new AllowedNetworks(List.copyOf(networks)));
    }

    /** Returns whether only some networks are allowed. */
    public boolean isLimited() {
        return !networks.isEmpty();
    }

    /**
     * Returns whether an app password may be used from this address.
     *
     * @param address empty if unknown, which is allowed only without a limit
     */
    public boolean allow(Optional<IpAddress> address) {
        return !isLimited() || address.filter(this::containAddress).isPresent();
    }

    private boolean containAddress(IpAddress address) {
        byte[] bytes = address.bytes();
        return networks.stream().anyMatch(network -> network.contains(bytes));
    }

    /** Returns the networks in the shortest CIDR notation. */
    public List<String> texts() {
        return networks.stream().map(Network::shortest).toList();
    }
}
