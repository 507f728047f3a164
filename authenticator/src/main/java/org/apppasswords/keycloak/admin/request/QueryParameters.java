package org.apppasswords.keycloak.admin.request;

import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.keycloak.error.ApiError;

/**
 * The parameters behind the question mark. None may be there twice, and none that the call does not have: a slip of the
 * pen in {@code dryRun} would do harm.
 */
public final class QueryParameters {

    private final MultivaluedMap<String, String> parameters;

    /**
     * @param names of those that the call has
     * @throws ApiError if there are others
     */
    public QueryParameters(MultivaluedMap<String, String> parameters, Set<String> names) {
        if (!names.containsAll(parameters.keySet())) {
            throw ApiError.invalidRequest("There are parameters that this request does not have.");
        }
        this.parameters = parameters;
    }

    /** A text; empty where the parameter is missing or has no value. */
    public Optional<String> text(String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw ApiError.invalidRequest(name + ": must be there once.");
        }
        return values.stream().filter(value -> !value.isEmpty()).findFirst();
    }

    /** A whole number. */
    public Optional<Integer> integer(String name) {
        try {
            return text(name).map(Integer::valueOf);
        } catch (NumberFormatException e) {
            throw ApiError.invalidRequest(name + ": must be a whole number.");
        }
    }

    /** A point in time, in epoch milliseconds. */
    public Optional<Instant> instant(String name) {
        try {
            return text(name).map(Long::valueOf).map(Instant::ofEpochMilli);
        } catch (NumberFormatException e) {
            throw ApiError.invalidRequest(name + ": must be a time in epoch milliseconds.");
        }
    }

    /** Yes or no; no where the parameter is missing, but not where it has no value: whoever names it means something. */
    public boolean flag(String name) {
        if (!parameters.containsKey(name)) {
            return false;
        }
        return switch (text(name).orElse("")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw ApiError.invalidRequest(name + ": must be true or false.");
        };
    }
}
