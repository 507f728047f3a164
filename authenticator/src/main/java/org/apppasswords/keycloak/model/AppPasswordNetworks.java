package org.apppasswords.keycloak.model;

import java.util.Collection;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.apppasswords.keycloak.network.AllowedNetworks;

/** The rules for the networks of an app password: at most {@value AllowedNetworks#MAX} networks or addresses. */
public final class AppPasswordNetworks {

    private AppPasswordNetworks() {}

    /**
     * Returns the networks as they are stored: without duplicates, and without bits after the prefix.
     *
     * @param typed networks in CIDR notation and single addresses; empty for every network
     * @throws ApiError if there are too many, or one is invalid
     */
    public static AllowedNetworks check(Collection<String> typed) {
        if (typed.size() > AllowedNetworks.MAX) {
            throw new ApiError(ErrorCode.NETWORKS_TOO_MANY);
        }
        return AllowedNetworks.parse(typed).orElseThrow(() -> new ApiError(ErrorCode.NETWORKS_INVALID));
    }
}
