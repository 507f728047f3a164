package org.apppasswords.keycloak.account;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Set;
import org.apppasswords.keycloak.model.NewAppPassword;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.rest.Required;

/**
 * The body of {@code POST}. Unknown fields are ignored, as {@code docs/openapi.yaml} promises.
 *
 * @param clients clientIds of the services; empty for every service
 * @param lifetimeDays 0 for no expiration; {@code null} for the policy's default
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record CreateRequest(@Required String name, List<String> clients, Integer lifetimeDays) {

    CreateRequest {
        clients = clients == null ? List.of() : clients;
    }

    NewAppPassword toNewAppPassword(AppPasswordPolicy policy) {
        return new NewAppPassword(
                name, Set.copyOf(clients), lifetimeDays == null ? policy.defaultLifetimeDays() : lifetimeDays);
    }
}
