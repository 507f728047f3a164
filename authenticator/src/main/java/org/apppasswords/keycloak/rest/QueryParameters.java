package org.apppasswords.keycloak.rest;

import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apppasswords.keycloak.error.ApiError;

/**
 * The query parameters of a request. Unknown and repeated ones are rejected, so a typo in {@code dryRun} cannot change
 * anything.
 */
public final class QueryParameters {

    private final MultivaluedMap<String, String> parameters;

    /**
     * @param names names of the accepted parameters
     * @throws ApiError if the request has another parameter
     */
    public QueryParameters(MultivaluedMap<String, String> parameters, Set<String> names) {
        if (!names.containsAll(parameters.keySet())) {
            throw ApiError.invalidRequest("The request has an unknown parameter. Accepted parameters: "
                    + String.join(", ", new TreeSet<>(names)));
        }
        this.parameters = parameters;
    }

    /** Returns a string; empty if the parameter is missing or does not have a value. */
    public Optional<String> text(String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw ApiError.invalidRequest(name + ": must appear at most once");
        }
        return values.stream().filter(value -> !value.isEmpty()).findFirst();
    }

    /** Returns an integer. */
    public Optional<Integer> integer(String name) {
        try {
            return text(name).map(Integer::valueOf);
        } catch (NumberFormatException e) {
            throw ApiError.invalidRequest(name + ": must be a 32-bit integer");
        }
    }

    /** Returns a time, which is sent in epoch milliseconds. */
    public Optional<Instant> instant(String name) {
        try {
            return text(name).map(Long::valueOf).map(Instant::ofEpochMilli);
        } catch (NumberFormatException e) {
            throw ApiError.invalidRequest(name + ": must be a time in epoch milliseconds");
        }
    }

    /** Returns a boolean; false if the parameter is missing. A parameter without a value is rejected. */
    public boolean flag(String name) {
        return optionalFlag(name).orElse(false);
    }

    /** Returns a boolean; empty if the parameter is missing. A parameter without a value is rejected. */
    public Optional<Boolean> optionalFlag(String name) {
        if (!parameters.containsKey(name)) {
            return Optional.empty();
        }
        return switch (text(name).orElse("")) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> throw ApiError.invalidRequest(name + ": must be true or false");
        };
    }
}
