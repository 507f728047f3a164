package org.apppasswords.keycloak.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class LockQueueTest {

    // Work that should be rejected immediately would wait forever.
    private final LockQueue queue = new LockQueue(kind -> Duration.ofDays(1));
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void runsOneAtATimeForAName() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Future<Optional<Integer>>> all = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            int number = i;
            all.add(threads.submit(() -> queue.run("alice", WorkKind.POLICY, () -> {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                Thread.onSpinWait();
                now.decrementAndGet();
                return number;
            })));
        }

        for (Future<Optional<Integer>> one : all) {
            assertThat(one.get()).isPresent();
        }
        assertThat(most).hasValue(1);
        assertThat(queue.names()).isZero();
    }

    @Test
    void servesAllKindsInTheOrderOfArrival() throws Exception {
        Future<Optional<Boolean>> running = occupy("alice", WorkKind.USER_CHANGE);
        List<Integer> served = Collections.synchronizedList(new ArrayList<>());
        List<Thread> waiting = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int number = i;
            WorkKind kind = i % 2 == 0 ? WorkKind.POLICY : WorkKind.ADMINISTRATION;
            Thread thread = new Thread(() -> queue.run("alice", kind, () -> served.add(number)));
            waiting.add(thread);
            thread.start();
            while (thread.getState() != Thread.State.TIMED_WAITING) {
                Thread.sleep(1);
            }
        }

        end.countDown();

        assertThat(running.get()).contains(true);
        for (Thread thread : waiting) {
            thread.join();
        }
        assertThat(served).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @ParameterizedTest
    @EnumSource(names = {"USER_CHANGE", "USER_REVOCATION", "ADMINISTRATION"})
    void furtherWorkIsRejectedImmediatelyButNotThatOfOtherNames(WorkKind kind) throws Exception {
        Future<Optional<Boolean>> running = occupy("alice", kind);
        List<Future<Optional<Boolean>>> waiting = new ArrayList<>();
        for (int i = 1; i < kind.maxPresent(); i++) {
            waiting.add(threads.submit(() -> queue.run("alice", kind, () -> true)));
        }
        awaitPresent("alice", kind, kind.maxPresent());

        assertThat(queue.run("alice", kind, () -> true)).isEmpty();
        assertThat(queue.run("bob", kind, () -> true)).contains(true);

        end.countDown();
        assertThat(running.get()).contains(true);
        for (Future<Optional<Boolean>> one : waiting) {
            assertThat(one.get()).contains(true);
        }
        assertThat(queue.run("alice", kind, () -> true)).contains(true);
        assertThat(queue.names()).isZero();
    }

    @Test
    void aFloodOfOneKindLeavesTheSlotsOfOthersFree() throws Exception {
        Future<Optional<Boolean>> running = occupy("alice", WorkKind.USER_CHANGE);
        List<Future<Optional<Boolean>>> flood = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            flood.add(threads.submit(() -> queue.run("alice", WorkKind.USER_CHANGE, () -> true)));
        }
        awaitPresent("alice", WorkKind.USER_CHANGE, WorkKind.USER_CHANGE.maxPresent());
        List<Future<Optional<Boolean>>> others = new ArrayList<>();
        for (WorkKind kind : List.of(WorkKind.USER_REVOCATION, WorkKind.ADMINISTRATION, WorkKind.POLICY)) {
            others.add(threads.submit(() -> queue.run("alice", kind, () -> true)));
            awaitPresent("alice", kind, 1);
        }

        end.countDown();

        assertThat(running.get()).contains(true);
        for (Future<Optional<Boolean>> one : others) {
            assertThat(one.get()).contains(true);
        }
        int served = 0;
        for (Future<Optional<Boolean>> one : flood) {
            served += one.get().isPresent() ? 1 : 0;
        }
        assertThat(served).isPositive();
    }

    @Test
    void policyWorkIsNeverRejectedForItsNumber() throws Exception {
        Future<Optional<Boolean>> running = occupy("alice", WorkKind.USER_CHANGE);
        List<Future<Optional<Boolean>>> revocations = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            revocations.add(threads.submit(() -> queue.run("alice", WorkKind.POLICY, () -> true)));
        }

        end.countDown();

        assertThat(running.get()).contains(true);
        for (Future<Optional<Boolean>> one : revocations) {
            assertThat(one.get()).contains(true);
        }
    }

    @Test
    void limitsTheWaitingWorkOfAllNamesTogether() throws Exception {
        int names = WorkKind.USER_CHANGE.maxWaitingOnNode();
        List<Future<Optional<Boolean>>> all = new ArrayList<>();
        for (int i = 0; i <= names; i++) {
            all.add(occupy("user " + i, WorkKind.USER_CHANGE));
        }
        for (int i = 0; i < names; i++) {
            String name = "user " + i;
            all.add(threads.submit(() -> queue.run(name, WorkKind.USER_CHANGE, () -> true)));
        }
        while (queue.waiting(WorkKind.USER_CHANGE) < names) {
            Thread.sleep(1);
        }

        assertThat(queue.run("user " + names, WorkKind.USER_CHANGE, () -> true)).isEmpty();
        assertThat(queue.run("idle", WorkKind.USER_CHANGE, () -> true)).contains(true);
        end.countDown();
        for (Future<Optional<Boolean>> one : all) {
            assertThat(one.get()).contains(true);
        }
    }

    @Test
    void workIsRejectedAfterTheTimeout() throws Exception {
        LockQueue impatient = new LockQueue(kind -> Duration.ZERO);
        CountDownLatch running = new CountDownLatch(1);
        Future<Optional<Boolean>> first = threads.submit(() -> impatient.run("alice", WorkKind.POLICY, () -> {
            running.countDown();
            await(end);
            return true;
        }));
        running.await();

        assertThat(impatient.run("alice", WorkKind.POLICY, () -> true)).isEmpty();
        end.countDown();
        assertThat(first.get()).contains(true);
    }

    @Test
    void runIfFreeDoesNotWait() throws Exception {
        assertThat(queue.runIfFree("alice", WorkKind.POLICY, () -> Optional.of(true)))
                .contains(true);
        Future<Optional<Boolean>> running = occupy("alice", WorkKind.USER_CHANGE);

        assertThat(queue.runIfFree("alice", WorkKind.POLICY, () -> Optional.of(true)))
                .isEmpty();
        end.countDown();
        assertThat(running.get()).contains(true);
        assertThat(queue.runIfFree("alice", WorkKind.POLICY, () -> Optional.of(true)))
                .contains(true);
    }

    @Test
    void failedWorkReleasesTheLock() {
        assertThatThrownBy(() -> queue.run("alice", WorkKind.USER_CHANGE, () -> {
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");

        assertThat(queue.run("alice", WorkKind.USER_CHANGE, () -> true)).contains(true);
        assertThat(queue.names()).isZero();
    }

    private Future<Optional<Boolean>> occupy(String name, WorkKind kind) throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        Future<Optional<Boolean>> occupied = threads.submit(() -> queue.run(name, kind, () -> {
            running.countDown();
            await(end);
            return true;
        }));
        running.await();
        return occupied;
    }

    private void awaitPresent(String name, WorkKind kind, int count) throws InterruptedException {
        while (queue.present(name, kind) < count) {
            Thread.sleep(1);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
