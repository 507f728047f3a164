package org.apppasswords.keycloak.administrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.inventory.AppPasswordFilter;
import org.apppasswords.keycloak.rest.QueryParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageRequestTest {

    @Test
    void theDefaultIsAHundredAtATime() {
        assertThat(max(Optional.empty()).max()).isEqualTo(100);
        assertThat(max(Optional.of(1)).max()).isEqualTo(1);
        assertThat(max(Optional.of(1000)).max()).isEqualTo(1000);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1001, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void rejectsAnyOtherNumber(int max) {
        rejects("max: must be between 1 and 1000", () -> max(Optional.of(max)));
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "a\u0000b", "a\nb", "a\u0085b"})
    void rejectsInvalidIds(String id) {
        rejects(
                "client: must not be blank, longer than 255 characters, or contain control characters",
                () -> of(filter(Optional.of(id), false, Optional.empty())));
        rejects(
                "user: must not be blank, longer than 255 characters, or contain control characters",
                () -> of(new AppPasswordFilter(
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(id),
                        Optional.empty())));
    }

    @Test
    void anIdHasAMaximumLength() {
        assertThat(of(filter(Optional.of("x".repeat(255)), false, Optional.empty())))
                .isNotNull();
        rejects(
                "client: must not be blank, longer than 255 characters, or contain control characters",
                () -> of(filter(Optional.of("x".repeat(256)), false, Optional.empty())));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE})
    void rejectsTimesThatAreNotInThePast(long millis) {
        rejects(
                "unusedSince: must be between 0 and the current time",
                () -> of(filter(Optional.empty(), false, Optional.of(Instant.ofEpochMilli(millis)))));
    }

    @Test
    void expiresBeforeMayBeInTheFuture() {
        assertThat(of(expiring(Instant.EPOCH))).isNotNull();
        assertThat(of(expiring(Instant.ofEpochMilli(Long.MAX_VALUE)))).isNotNull();
        rejects("expiresBefore: must not be negative", () -> of(expiring(Instant.ofEpochMilli(-1))));
    }

    private static AppPasswordFilter expiring(Instant before) {
        return new AppPasswordFilter(
                Optional.empty(), false, Optional.empty(), Optional.of(before), Optional.empty(), Optional.empty());
    }

    @Test
    void includingUnlimitedAppPasswordsRequiresAClient() {
        assertThat(of(filter(Optional.of("dovecot"), true, Optional.empty()))).isNotNull();
        rejects(
                "includeUnlimited: requires client",
                () -> of(filter(Optional.empty(), true, Optional.of(Instant.EPOCH))));
    }

    @Test
    void readsParametersOfTheirTypes() {
        MultivaluedMap<String, String> parameters = new MultivaluedHashMap<>();
        parameters.add("max", "7");
        parameters.add("unusedSince", "1767225600000");
        parameters.add("client", "");
        parameters.add("dryRun", "true");
        QueryParameters query =
                new QueryParameters(parameters, Set.of("max", "unusedSince", "client", "dryRun", "after"));

        assertThat(query.integer("max")).contains(7);
        assertThat(query.instant("unusedSince")).contains(Instant.ofEpochMilli(1767225600000L));
        assertThat(query.text("client")).isEmpty();
        assertThat(query.text("after")).isEmpty();
        assertThat(query.flag("dryRun")).isTrue();
        assertThat(query.flag("after")).isFalse();
    }

    @Test
    void rejectsUnknownRepeatedAndMistypedParameters() {
        MultivaluedMap<String, String> parameters = new MultivaluedHashMap<>();
        parameters.add("dryrun", "true");
        rejects(
                "The request has an unknown parameter. Accepted parameters: dryRun",
                () -> new QueryParameters(parameters, Set.of("dryRun")));

        QueryParameters query = new QueryParameters(parameters, Set.of("dryrun"));
        rejects("dryrun: must be a 32-bit integer", () -> query.integer("dryrun"));
        rejects("dryrun: must be a time in epoch milliseconds", () -> query.instant("dryrun"));
        parameters.add("dryrun", "false");
        rejects("dryrun: must appear at most once", () -> query.flag("dryrun"));
        parameters.putSingle("dryrun", "yes");
        rejects("dryrun: must be true or false", () -> query.flag("dryrun"));
    }

    private static AppPasswordFilter filter(Optional<String> client, boolean unlimited, Optional<Instant> unusedSince) {
        return new AppPasswordFilter(
                client, unlimited, unusedSince, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static PageRequest of(AppPasswordFilter filter) {
        return PageRequest.of(filter, Optional.empty(), Optional.empty());
    }

    private static PageRequest max(Optional<Integer> max) {
        return PageRequest.of(filter(Optional.empty(), false, Optional.empty()), Optional.empty(), max);
    }

    private static void rejects(String description, Runnable call) {
        assertThatExceptionOfType(ApiError.class).isThrownBy(call::run).withMessage(description);
    }
}
