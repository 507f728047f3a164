package org.apppasswords.keycloak.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HashingBulkheadTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void oneAtATimeForAUser() throws Exception {
        HashingBulkhead turns = new HashingBulkhead(4, LONG);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();

        List<Future<Optional<Integer>>> all = IntStream.range(0, 30)
                .mapToObj(i -> threads.submit(() -> turns.execute("alice", 1, () -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    Thread.onSpinWait();
                    now.decrementAndGet();
                    return i;
                })))
                .toList();

        for (Future<Optional<Integer>> one : all) {
            assertThat(one.get()).isPresent();
        }
        assertThat(most).hasValue(1);
        assertThat(turns.users()).isZero();
    }

    @Test
    void othersGoOnMeanwhileButNoMoreThanThereAreProcessors() throws Exception {
        HashingBulkhead turns = new HashingBulkhead(2, SHORT);
        CountDownLatch running = new CountDownLatch(2);
        CountDownLatch end = new CountDownLatch(1);
        List<Future<Optional<Boolean>>> both =
                List.of(occupy(turns, "alice", running, end), occupy(turns, "bob", running, end));
        running.await();

        assertThat(turns.execute("carol", 1, () -> true)).isEmpty();
        assertThat(turns.execute("alice", 1, () -> true)).isEmpty();
        end.countDown();
        for (Future<Optional<Boolean>> one : both) {
            assertThat(one.get()).contains(true);
        }
        assertThat(turns.execute("carol", 1, () -> true)).contains(true);
        assertThat(turns.users()).isZero();
    }

    @Test
    void fewWait() throws Exception {
        HashingBulkhead turns = new HashingBulkhead(1, LONG);
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Future<Optional<Boolean>> first = occupy(turns, "alice", running, end);
        running.await();
        List<Future<Optional<Boolean>>> waiting = IntStream.range(0, 50)
                .mapToObj(i -> threads.submit(() -> turns.execute("user " + i, 1, () -> true)))
                .toList();

        long refused = 0;
        while (refused < 50 - HashingBulkhead.MAX_WAITING) {
            refused = waiting.stream().filter(Future::isDone).count();
            Thread.onSpinWait();
        }
        end.countDown();
        assertThat(first.get()).contains(true);
        int served = 0;
        for (Future<Optional<Boolean>> one : waiting) {
            served += one.get().isPresent() ? 1 : 0;
        }
        assertThat(served).isEqualTo(HashingBulkhead.MAX_WAITING);
    }

    @Test
    void aTurnEndsWhenTheWorkFails() {
        HashingBulkhead turns = new HashingBulkhead(1, SHORT);
        try {
            turns.execute("alice", 1, () -> {
                throw new IllegalStateException("expected");
            });
        } catch (IllegalStateException expected) {
            assertThat(turns.execute("alice", Integer.MAX_VALUE, () -> true)).contains(true);
        }
        assertThat(turns.users()).isZero();
    }

    private Future<Optional<Boolean>> occupy(
            HashingBulkhead turns, String user, CountDownLatch running, CountDownLatch end) {
        return threads.submit(() -> turns.execute(user, 1, () -> {
            running.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return true;
        }));
    }
}
