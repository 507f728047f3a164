package org.apppasswords.keycloak.account;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.model.NewAppPassword;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.rest.JsonBody;

/**
 * What the body of {@code POST} asks for.
 *
 * @param clients clientIds of the services; empty, also where the field is missing, for every service
 * @param lifetimeDays 0 for no end; empty for the policy's default
 */
record CreateRequest(String name, List<String> clients, Optional<Integer> lifetimeDays) {

    /** @throws ApiError if a field has the wrong type */
    static CreateRequest read(InputStream body) {
        JsonBody json = JsonBody.read(body);
        return new CreateRequest(json.requiredText("name"), json.texts("clients"), json.integer("lifetimeDays"));
    }

    NewAppPassword toNewAppPassword(AppPasswordPolicy policy) {
        return new NewAppPassword(name, Set.copyOf(clients), lifetimeDays.orElseGet(policy::defaultLifetimeDays));
    }
}
