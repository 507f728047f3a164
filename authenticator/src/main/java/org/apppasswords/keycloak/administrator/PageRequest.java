package org.apppasswords.keycloak.administrator;

import java.time.Instant;
import java.util.Optional;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.inventory.AppPasswordFilter;
import org.keycloak.common.util.Time;

/**
 * The app passwords that a request selects, and the size of a page.
 *
 * @param filter selects the app passwords
 * @param after cursor of the previous page; empty for the first page
 * @param max maximum size of the page
 */
public record PageRequest(AppPasswordFilter filter, Optional<String> after, int max) {

    public static final String CLIENT = "client";
    public static final String USER = "user";
    public static final String INCLUDE_UNLIMITED = "includeUnlimited";
    public static final String UNUSED_SINCE = "unusedSince";
    public static final String EXPIRES_BEFORE = "expiresBefore";
    public static final String DEVICE = "device";
    public static final String AFTER = "after";
    public static final String MAX = "max";

    private static final int DEFAULT_MAX = 100;
    private static final int MAX_PAGE_SIZE = 1000;

    /** Keycloak's limit for a clientId and for the ID of a user. Unit: characters. */
    private static final int MAX_ID_LENGTH = 255;

    /**
     * Checks and returns a request.
     *
     * @throws ApiError if a value is not valid
     */
    public static PageRequest of(AppPasswordFilter filter, Optional<String> after, Optional<Integer> max) {
        filter.client().ifPresent(client -> checkId(CLIENT, client));
        filter.userId().ifPresent(user -> checkId(USER, user));
        filter.unusedSince().ifPresent(PageRequest::checkPast);
        if (filter.expiresBefore().filter(time -> time.isBefore(Instant.EPOCH)).isPresent()) {
            throw ApiError.invalidRequest(EXPIRES_BEFORE + ": must not be negative");
        }
        if (filter.unlimitedToo() && filter.client().isEmpty()) {
            throw ApiError.invalidRequest(INCLUDE_UNLIMITED + ": requires client");
        }
        int number = max.orElse(DEFAULT_MAX);
        if (number < 1 || number > MAX_PAGE_SIZE) {
            throw ApiError.invalidRequest(MAX + ": must be between 1 and " + MAX_PAGE_SIZE);
        }
        return new PageRequest(filter, after, number);
    }

    private static void checkId(String field, String id) {
        if (id.isBlank() || id.length() > MAX_ID_LENGTH || id.chars().anyMatch(Character::isISOControl)) {
            throw ApiError.invalidRequest(field + ": must not be blank, longer than " + MAX_ID_LENGTH
                    + " characters, or contain control characters");
        }
    }

    // A time in the future would also select app passwords that are in use.
    private static void checkPast(Instant since) {
        if (since.isBefore(Instant.EPOCH) || since.isAfter(Instant.ofEpochMilli(Time.currentTimeMillis()))) {
            throw ApiError.invalidRequest(UNUSED_SINCE + ": must be between 0 and the current time");
        }
    }
}
