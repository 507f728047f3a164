package org.apppasswords.keycloak.admin;

import java.time.Instant;
import java.util.Optional;
import org.apppasswords.keycloak.rest.Problem;
import org.apppasswords.keycloak.service.AppPasswordFilter;
import org.keycloak.common.util.Time;

/**
 * Which app passwords a request means, and how many of them at a time.
 *
 * @param filter which
 * @param after the cursor of an earlier answer; empty to begin
 * @param max how many at most
 */
record Selection(AppPasswordFilter filter, Optional<String> after, int max) {

    static final String CLIENT = "client";
    static final String INCLUDE_UNLIMITED = "includeUnlimited";
    static final String UNUSED_SINCE = "unusedSince";
    static final String AFTER = "after";
    static final String MAX = "max";

    private static final int DEFAULT_MAX = 100;
    private static final int LARGEST_MAX = 1000;

    /** What Keycloak allows for a clientId, or for the id of a user. Unit: characters. */
    private static final int LONGEST_ID = 255;

    /**
     * Checks what was sent.
     *
     * @throws Problem if it cannot be meant
     */
    static Selection of(AppPasswordFilter filter, Optional<String> after, Optional<Integer> max) {
        filter.client().ifPresent(client -> checkId(CLIENT, client));
        filter.userId().ifPresent(user -> checkId(InventoryResource.USER, user));
        filter.unusedSince().ifPresent(Selection::checkPast);
        if (filter.unlimitedToo() && filter.client().isEmpty()) {
            throw Problem.invalidRequest(INCLUDE_UNLIMITED + ": goes with client only.");
        }
        int number = max.orElse(DEFAULT_MAX);
        if (number < 1 || number > LARGEST_MAX) {
            throw Problem.invalidRequest(MAX + ": must be 1 to " + LARGEST_MAX + ".");
        }
        return new Selection(filter, after, number);
    }

    private static void checkId(String field, String id) {
        if (id.isBlank() || id.length() > LONGEST_ID || id.chars().anyMatch(Character::isISOControl)) {
            throw Problem.invalidRequest(field + ": is no id.");
        }
    }

    // A time to come would mean even the one that is used this very moment.
    private static void checkPast(Instant since) {
        if (since.isBefore(Instant.EPOCH) || since.isAfter(Instant.ofEpochMilli(Time.currentTimeMillis()))) {
            throw Problem.invalidRequest(UNUSED_SINCE + ": must be in the past.");
        }
    }
}
