package org.apppasswords.keycloak.account;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.model.NewAppPassword;
import org.apppasswords.keycloak.model.Submission;
import org.apppasswords.keycloak.policy.AppPasswordPolicy;
import org.apppasswords.keycloak.rest.Required;

/**
 * The body of {@code POST}. Unknown fields are ignored, as {@code docs/openapi.yaml} promises.
 *
 * @param clients clientIds of the services; empty for every service
 * @param networks in CIDR notation; empty for every network
 * @param lifetimeDays 0 for no expiration; {@code null} for the policy's default, or the longest that the services allow
 * @param idempotencyKey identifies the form, so that a repeated request is recognized; may be {@code null}
 * @param replaces ID of an app password to delete in the same step; may be {@code null}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record CreateRequest(
        @Required String name,
        List<String> clients,
        List<String> networks,
        Integer lifetimeDays,
        String idempotencyKey,
        String replaces) {

    /** More services than the form offers. Each one costs a look at its client. */
    private static final int MAX_CLIENTS = 200;

    CreateRequest {
        clients = clients == null ? List.of() : clients;
        networks = networks == null ? List.of() : networks;
    }

    /** @throws ApiError if the key is not valid */
    Submission submission() {
        if (idempotencyKey != null && !Submission.isKey(idempotencyKey)) {
            throw ApiError.invalidRequest(
                    "idempotencyKey: must be 16 to 64 letters, digits, hyphens or underscores (ASCII)");
        }
        return new Submission(Optional.ofNullable(idempotencyKey), Optional.ofNullable(replaces));
    }

    NewAppPassword toNewAppPassword(AppPasswordPolicy policy) {
        if (clients.size() > MAX_CLIENTS) {
            throw ApiError.invalidRequest("clients: must have at most " + MAX_CLIENTS + " entries");
        }
        Set<String> services = Set.copyOf(clients);
        int days = lifetimeDays == null ? policy.forServices(services).defaultLifetimeDays() : lifetimeDays;
        return new NewAppPassword(name, services, days, networks);
    }
}
