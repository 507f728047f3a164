package org.apppasswords.keycloak.flow;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apppasswords.keycloak.network.IpAddress;
import org.apppasswords.keycloak.network.Network;
import org.keycloak.provider.ProviderConfigProperty;

/**
 * The settings of one execution of the network condition.
 *
 * @param allowed the networks where the condition holds
 * @param excepted the parts of these networks where it does not hold
 */
public record ClientNetworks(List<String> allowed, List<String> excepted) {

    private static final String ALLOWED = "allowed-networks";
    private static final String EXCEPTED = "excepted-networks";

    /** Separates the values of a setting: Keycloak's form writes ##; an import can also have commas and spaces. */
    private static final String SEPARATOR = "##|[,;\\s]+";

    /** Returns the settings of an execution. */
    public static ClientNetworks of(Map<String, String> config) {
        return config == null
                ? new ClientNetworks(List.of(), List.of())
                : new ClientNetworks(split(config.get(ALLOWED)), split(config.get(EXCEPTED)));
    }

    /** Returns the values that are not networks. */
    public List<String> invalid() {
        return Stream.concat(allowed.stream(), excepted.stream())
                .filter(text -> Network.parse(text).isEmpty())
                .toList();
    }

    /**
     * Returns whether the address is in an allowed network and not in an excepted one. An invalid exception excludes
     * everything.
     */
    public boolean contain(IpAddress address) {
        return allowed.stream().map(Network::parse).flatMap(Optional::stream).anyMatch(net -> net.contains(address))
                && excepted.stream()
                        .map(Network::parse)
                        .noneMatch(net -> net.isEmpty() || net.get().contains(address));
    }

    /** The form fields of the admin console. */
    static List<ProviderConfigProperty> properties() {
        return List.of(
                new ProviderConfigProperty(
                        ALLOWED,
                        "Allowed networks",
                        "The networks where the condition holds, in CIDR notation: 192.0.2.0/24, 2001:db8::/32. If"
                                + " empty, the condition never holds.",
                        ProviderConfigProperty.MULTIVALUED_STRING_TYPE,
                        null),
                new ProviderConfigProperty(
                        EXCEPTED,
                        "Excepted networks",
                        "Parts of the allowed networks where the condition does not hold, such as guest networks.",
                        ProviderConfigProperty.MULTIVALUED_STRING_TYPE,
                        null));
    }

    private static List<String> split(String value) {
        return value == null
                ? List.of()
                : Arrays.stream(value.split(SEPARATOR, -1))
                        .filter(part -> !part.isBlank())
                        .toList();
    }
}
