package org.apppasswords.keycloak.importing;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.model.AppPasswordEntry;
import org.apppasswords.keycloak.rest.ErrorResponse;
import org.apppasswords.keycloak.service.AppPasswordImport.Imported;

/**
 * The result of one line.
 *
 * @param result {@code created}, {@code exists} or {@code error}
 * @param requestedName the name in the line, if another app password has it and {@code name} differs; otherwise omitted
 * @param expired {@code true} if it has already expired under the realm's policy; otherwise omitted
 */
@JsonInclude(Include.NON_NULL)
@JsonPropertyOrder({"line", "result", "userId", "id", "name", "requestedName", "expired", "error", "error_description"})
record ImportAnswer(
        int line,
        String result,
        String userId,
        String id,
        String name,
        String requestedName,
        Boolean expired,
        String error,
        @JsonProperty("error_description") String description) {

    static ImportAnswer of(int line, String userId, Imported imported) {
        AppPasswordEntry entry = imported.entry();
        return new ImportAnswer(
                line,
                imported.created() ? "created" : "exists",
                userId,
                entry.id(),
                entry.name(),
                imported.requestedName().orElse(null),
                entry.expired() ? true : null,
                null,
                null);
    }

    static ImportAnswer of(int line, ApiError error) {
        return new ImportAnswer(
                line, "error", null, null, null, null, null, error.error(), ErrorResponse.description(error));
    }
}
