package org.apppasswords.keycloak.admin.request;

import java.time.Instant;
import java.util.Optional;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.inventory.AppPasswordFilter;
import org.keycloak.common.util.Time;

/**
 * Which app passwords a request means, and how many of them at a time.
 *
 * @param filter which
 * @param after the cursor of an earlier answer; empty to begin
 * @param max how many at most
 */
public record PageRequest(AppPasswordFilter filter, Optional<String> after, int max) {

    public static final String CLIENT = "client";
    public static final String USER = "user";
    public static final String INCLUDE_UNLIMITED = "includeUnlimited";
    public static final String UNUSED_SINCE = "unusedSince";
    public static final String AFTER = "after";
    public static final String MAX = "max";

    private static final int DEFAULT_MAX = 100;
    private static final int MAX_PAGE_SIZE = 1000;

    /** What Keycloak allows for a clientId, or for the id of a user. Unit: characters. */
    private static final int MAX_ID_LENGTH = 255;

    /**
     * Checks what was sent.
     *
     * @throws ApiError if it cannot be meant
     */
    public static PageRequest of(AppPasswordFilter filter, Optional<String> after, Optional<Integer> max) {
        filter.client().ifPresent(client -> checkId(CLIENT, client));
        filter.userId().ifPresent(user -> checkId(USER, user));
        filter.unusedSince().ifPresent(PageRequest::checkPast);
        if (filter.unlimitedToo() && filter.client().isEmpty()) {
            throw ApiError.invalidRequest(INCLUDE_UNLIMITED + ": goes with client only.");
        }
        int number = max.orElse(DEFAULT_MAX);
        if (number < 1 || number > MAX_PAGE_SIZE) {
            throw ApiError.invalidRequest(MAX + ": must be 1 to " + MAX_PAGE_SIZE + ".");
        }
        return new PageRequest(filter, after, number);
    }

    private static void checkId(String field, String id) {
        if (id.isBlank() || id.length() > MAX_ID_LENGTH || id.chars().anyMatch(Character::isISOControl)) {
            throw ApiError.invalidRequest(field + ": is no id.");
        }
    }

    // A time to come would mean even the one that is used this very moment.
    private static void checkPast(Instant since) {
        if (since.isBefore(Instant.EPOCH) || since.isAfter(Instant.ofEpochMilli(Time.currentTimeMillis()))) {
            throw ApiError.invalidRequest(UNUSED_SINCE + ": must be in the past.");
        }
    }
}
