package org.apppasswords.keycloak.rest;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apppasswords.keycloak.error.ApiError;

/**
 * Reads forms ({@code application/x-www-form-urlencoded}), which the server has decoded as UTF-8. Unknown or repeated
 * fields are rejected, so a program that does not encode what its user typed cannot be made to send other fields
 * unnoticed.
 *
 * <p>Descriptions of errors never repeat the input, which can contain a password.
 */
public final class StrictForm {

    private StrictForm() {}

    /**
     * Reads all fields.
     *
     * @param form the fields of the body; empty or {@code null} if there are none
     * @param accepted names of the fields that may appear, at most once each
     * @throws ApiError if it has other fields, or is longer than {@value StrictJson#MAX_LENGTH} characters
     */
    public static Map<String, String> read(MultivaluedMap<String, String> form, List<String> accepted) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (form == null) {
            return fields;
        }
        int length = 0;
        for (Map.Entry<String, List<String>> field : form.entrySet()) {
            if (!accepted.contains(field.getKey())) {
                throw ApiError.invalidRequest(
                        "The body has an unknown field. Accepted fields: " + String.join(", ", accepted));
            }
            if (field.getValue().size() != 1) {
                throw ApiError.invalidRequest(field.getKey() + ": must appear exactly once");
            }
            String value = field.getValue().get(0);
            length += value.length();
            if (length > StrictJson.MAX_LENGTH) {
                throw ApiError.invalidRequest(
                        "The body must not be longer than " + StrictJson.MAX_LENGTH + " characters.");
            }
            fields.put(field.getKey(), value);
        }
        return fields;
    }
}
