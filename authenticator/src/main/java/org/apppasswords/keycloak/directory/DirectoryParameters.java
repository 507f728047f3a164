package org.apppasswords.keycloak.directory;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.rest.QueryParameters;

/** The query parameters of a request to the directory. */
final class DirectoryParameters {

    static final String ID = "id";
    static final String USERNAME = "username";
    static final String EMAIL = "email";
    static final String NAME = "name";
    static final String USER = "user";
    static final String SEARCH = "search";
    static final String GROUP = "group";
    static final String MEMBERS = "members";
    static final String MEMBERS_CURSOR = "membersCursor";
    static final String MAX = "max";
    static final String CURSOR = "cursor";

    /** Keycloak's client authentication by certificate reads it from the query. */
    private static final String CLIENT_ID = "client_id";

    private static final int DEFAULT_MAX = 100;
    private static final int MAX_PAGE_SIZE = 500;

    /** Keycloak's limit for a user name, an e-mail address, the name of a group and any ID. Unit: characters. */
    private static final int MAX_LENGTH = 255;

    /** A unique name can be a path. Unit: characters. */
    private static final int MAX_NAME_LENGTH = 1000;

    private final Set<String> present;
    private final QueryParameters query;

    /**
     * @param names names of the accepted parameters
     * @throws ApiError if the request has another parameter
     */
    DirectoryParameters(MultivaluedMap<String, String> query, Set<String> names) {
        Set<String> accepted = new HashSet<>(names);
        accepted.add(CLIENT_ID);
        this.query = new QueryParameters(query, accepted);
        this.present =
                query.keySet().stream().filter(name -> !name.equals(CLIENT_ID)).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Returns the name of the one look-up parameter of the request; empty if it has none.
     *
     * @param lookups names of the look-up parameters
     * @param others names of the parameters that may accompany one
     * @throws ApiError if it has several, or other parameters
     */
    Optional<String> lookup(List<String> lookups, Set<String> others) {
        List<String> found = lookups.stream().filter(present::contains).toList();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        String name = found.get(0);
        if (present.stream().anyMatch(each -> !each.equals(name) && !others.contains(each))) {
            throw ApiError.invalidRequest(name + ": must not be combined with other parameters"
                    + (others.isEmpty()
                            ? ""
                            : " than " + others.stream().sorted().collect(Collectors.joining(", "))));
        }
        return Optional.of(name);
    }

    boolean has(String name) {
        return present.contains(name);
    }

    /**
     * Returns a text that is present.
     *
     * @throws ApiError if it is blank, too long, or contains control characters
     */
    String required(String name) {
        int maxLength = name.equals(NAME) ? MAX_NAME_LENGTH : MAX_LENGTH;
        return query.text(name)
                .filter(text -> isValid(text, maxLength))
                .orElseThrow(() -> ApiError.invalidRequest(name + ": must not be blank, longer than " + maxLength
                        + " characters, or contain control characters"));
    }

    /** Returns a text; empty if the parameter is missing. */
    Optional<String> optional(String name) {
        return has(name) ? Optional.of(required(name)) : Optional.empty();
    }

    /** Returns a cursor; empty if the parameter is missing. */
    Optional<String> cursor(String name) {
        return has(name) ? Optional.of(query.text(name).orElse("")) : Optional.empty();
    }

    boolean flag(String name) {
        return query.flag(name);
    }

    /** Returns the maximum size of a page. */
    int max() {
        int max = query.integer(MAX).orElse(DEFAULT_MAX);
        if (max < 1 || max > MAX_PAGE_SIZE) {
            throw ApiError.invalidRequest(MAX + ": must be between 1 and " + MAX_PAGE_SIZE);
        }
        return max;
    }

    private static boolean isValid(String text, int maxLength) {
        return !text.isBlank() && text.length() <= maxLength && text.chars().noneMatch(Character::isISOControl);
    }
}
