package org.apppasswords.keycloak.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HashingBulkheadTest {

    private static final Duration LONG = Duration.ofDays(1);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void runsOneAtATimeForAUserWithFreeProcessorsForOthers() throws Exception {
        HashingBulkhead bulkhead = new HashingBulkhead(4, SHORT);
        Future<Optional<Boolean>> alice = occupy(bulkhead, "alice");

        assertThat(bulkhead.execute("alice", 1, () -> true)).isEmpty();
        assertThat(bulkhead.execute("bob", 1, () -> true)).contains(true);

        end.countDown();
        assertThat(alice.get()).contains(true);
        assertThat(bulkhead.execute("alice", 1, () -> true)).contains(true);
        assertThat(bulkhead.users()).isZero();
    }

    @Test
    void aRequestThatGivesUpDoesNotFreeTheSlotOfAnother() throws Exception {
        HashingBulkhead bulkhead = new HashingBulkhead(4, SHORT);
        Future<Optional<Boolean>> alice = occupy(bulkhead, "alice");

        for (int i = 0; i < 3; i++) {
            assertThat(bulkhead.execute("alice", 1, () -> true)).isEmpty();
            assertThat(bulkhead.users()).isEqualTo(1);
        }

        end.countDown();
        assertThat(alice.get()).contains(true);
        assertThat(bulkhead.users()).isZero();
    }

    @Test
    void requestsThatWaitForTheSameUserLeaveTheProcessorsToOthers() throws Exception {
        HashingBulkhead bulkhead = new HashingBulkhead(4, LONG);
        List<Future<Optional<Boolean>>> alice = new ArrayList<>(List.of(occupy(bulkhead, "alice")));
        for (int i = 1; i < HashingBulkhead.MAX_PRESENT_PER_USER; i++) {
            alice.add(threads.submit(() -> bulkhead.execute("alice", 1, () -> true)));
        }
        while (bulkhead.waiting("alice") < HashingBulkhead.MAX_PRESENT_PER_USER - 1) {
            Thread.sleep(1);
        }

        assertThat(bulkhead.execute("bob", 1, () -> true)).contains(true);

        end.countDown();
        for (Future<Optional<Boolean>> request : alice) {
            assertThat(request.get()).contains(true);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 16})
    void guessesAtOneUserLeavePlacesToOthers(int processors) throws Exception {
        HashingBulkhead bulkhead = new HashingBulkhead(processors, LONG);
        List<Future<Optional<Boolean>>> alice = new ArrayList<>(List.of(occupy(bulkhead, "alice")));
        for (int i = 1; i < 100; i++) {
            alice.add(threads.submit(() -> bulkhead.execute("alice", 1, () -> true)));
        }
        while (alice.stream().filter(Future::isDone).count() < 100 - HashingBulkhead.MAX_PRESENT_PER_USER) {
            Thread.sleep(1);
        }

        Future<Optional<Boolean>> bob = threads.submit(() -> bulkhead.execute("bob", 1, () -> true));
        if (processors > 1) {
            assertThat(bob.get()).contains(true);
        }

        end.countDown();
        assertThat(bob.get()).contains(true);
        int served = 0;
        for (Future<Optional<Boolean>> request : alice) {
            served += request.get().isPresent() ? 1 : 0;
        }
        assertThat(served).isEqualTo(HashingBulkhead.MAX_PRESENT_PER_USER);
        assertThat(bulkhead.users()).isZero();
    }

    @Test
    void runsAsManyUsersAtATimeAsThereAreProcessors() throws Exception {
        HashingBulkhead bulkhead = new HashingBulkhead(2, SHORT);
        List<Future<Optional<Boolean>>> both = List.of(occupy(bulkhead, "alice"), occupy(bulkhead, "bob"));

        assertThat(bulkhead.execute("carol", 1, () -> true)).isEmpty();

        end.countDown();
        for (Future<Optional<Boolean>> request : both) {
            assertThat(request.get()).contains(true);
        }
        assertThat(bulkhead.execute("carol", 1, () -> true)).contains(true);
    }

    @Test
    void limitsTheMemoryInUse() throws Exception {
        HashingBulkhead bulkhead = new HashingBulkhead(2, SHORT);
        Future<Optional<Boolean>> alice = occupy(bulkhead, "alice");

        assertThat(bulkhead.execute("bob", Integer.MAX_VALUE, () -> true)).isEmpty();
        assertThat(bulkhead.execute("bob", 1, () -> true)).contains(true);

        end.countDown();
        assertThat(alice.get()).contains(true);
        assertThat(bulkhead.execute("bob", Integer.MAX_VALUE, () -> true)).contains(true);
    }

    @Test
    void rejectsFurtherRequestsImmediatelyWhenManyWait() throws Exception {
        HashingBulkhead bulkhead = new HashingBulkhead(1, LONG);
        Future<Optional<Boolean>> first = occupy(bulkhead, "alice");
        List<Future<Optional<Boolean>>> others = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String user = "user " + i;
            others.add(threads.submit(() -> bulkhead.execute(user, 1, () -> true)));
        }
        while (others.stream().filter(Future::isDone).count() < 50 - HashingBulkhead.MAX_WAITING) {
            Thread.sleep(1);
        }

        end.countDown();
        assertThat(first.get()).contains(true);
        int served = 0;
        for (Future<Optional<Boolean>> request : others) {
            served += request.get().isPresent() ? 1 : 0;
        }
        assertThat(served).isEqualTo(HashingBulkhead.MAX_WAITING);
    }

    @Test
    void failedWorkReleasesEverything() {
        HashingBulkhead bulkhead = new HashingBulkhead(1, SHORT);

        // More often than the number of requests that may run or wait at a time.
        for (int i = 0; i < 20; i++) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> bulkhead.execute("alice", Integer.MAX_VALUE, () -> {
                        throw new IllegalStateException("expected");
                    }))
                    .withMessage("expected");
        }

        assertThat(bulkhead.execute("alice", Integer.MAX_VALUE, () -> true)).contains(true);
        assertThat(bulkhead.users()).isZero();
    }

    private Future<Optional<Boolean>> occupy(HashingBulkhead bulkhead, String user) throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        Future<Optional<Boolean>> occupied = threads.submit(() -> bulkhead.execute(user, 1, () -> {
            running.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return true;
        }));
        running.await();
        return occupied;
    }
}
