package org.apppasswords.keycloak.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NoticeQueueTest {

    private static final int ACCEPTED_OF_REALM = NoticeQueue.MAX_STARTED_OF_REALM + NoticeQueue.MAX_WAITING_OF_REALM;

    /** As many threads as Keycloak starts. */
    private static final int THREADS = 4;

    private final NoticeQueue queue = new NoticeQueue();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, NoticeQueueTest::thread);
    private final CountDownLatch answer = new CountDownLatch(1);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void aRealmWhoseMailServerHangsLeavesThreadsForOthers() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(queue.offer("hanging", threads, this::hang)).isTrue();
        }
        awaitRunning(NoticeQueue.MAX_STARTED_OF_REALM);
        CountDownLatch others = new CountDownLatch(20);
        for (int i = 0; i < 20; i++) {
            assertThat(queue.offer("other", threads, others::countDown)).isTrue();
        }

        others.await();

        assertThat(running).hasValue(NoticeQueue.MAX_STARTED_OF_REALM);
        assertThat(ended).hasValue(0);
        answer.countDown();
        awaitEmpty();
        assertThat(ended).hasValue(20);
    }

    @Test
    void noticesOfSeveralRealmsTakeTurns() {
        ExecutorService oneThread = Executors.newSingleThreadExecutor();
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        queue.offer("hanging", oneThread, this::hang);
        for (String realm : List.of("a", "b")) {
            for (int i = 1; i <= 4; i++) {
                String notice = realm + i;
                queue.offer(realm, oneThread, () -> order.add(notice));
            }
        }

        answer.countDown();
        awaitEmpty();
        oneThread.shutdown();

        assertThat(order).containsExactly("a1", "a2", "b1", "b2", "a3", "a4", "b3", "b4");
    }

    @Test
    void limitsTheWaitingNoticesOfARealm() {
        fill("flooded");

        assertThat(queue.offer("flooded", threads, this::hang)).isFalse();
        assertThat(queue.offer("other", threads, this::hang)).isTrue();

        answer.countDown();
        awaitEmpty();
        assertThat(ended).hasValue(ACCEPTED_OF_REALM + 1);
        assertThat(queue.offer("flooded", threads, this::hang)).isTrue();
        awaitEmpty();
    }

    @Test
    void limitsTheWaitingNoticesOfAllRealmsTogether() {
        int realms = NoticeQueue.MAX_WAITING_ON_NODE / NoticeQueue.MAX_WAITING_OF_REALM;
        for (int i = 0; i < realms; i++) {
            fill("realm " + i);
        }

        // A realm whose mail server answers is still served.
        assertThat(queue.offer("other", threads, this::hang)).isTrue();
        assertThat(queue.offer("other", threads, this::hang)).isTrue();
        assertThat(queue.offer("other", threads, this::hang)).isFalse();
        assertThat(queue.realms()).isEqualTo(realms + 1);

        answer.countDown();
        awaitEmpty();
        assertThat(ended).hasValue(realms * ACCEPTED_OF_REALM + 2);
        fill("other");
        awaitEmpty();
    }

    @Test
    void aNoticeThatFailsDoesNotKeepItsPlace() {
        for (int i = 0; i < ACCEPTED_OF_REALM; i++) {
            assertThat(queue.offer("realm", threads, () -> {
                        hang();
                        throw new IllegalStateException("broken");
                    }))
                    .isTrue();
        }

        answer.countDown();
        awaitEmpty();

        assertThat(ended).hasValue(ACCEPTED_OF_REALM);
    }

    @Test
    void aThreadThatCannotStartKeepsNoPlace() {
        Error full = new OutOfMemoryError("unable to create native thread");
        Executor failing = task -> {
            throw full;
        };
        for (int i = 0; i <= NoticeQueue.MAX_STARTED_OF_REALM; i++) {
            assertThatThrownBy(() -> queue.offer("realm", failing, this::hang)).isSameAs(full);
        }

        assertThat(queue.realms()).isZero();
    }

    @Test
    void stoppedThreadsKeepNothing() throws Exception {
        for (int i = 0; i < 10; i++) {
            queue.offer("realm", threads, this::hang);
        }
        awaitRunning(NoticeQueue.MAX_STARTED_OF_REALM);

        threads.shutdown();

        assertThatThrownBy(() -> queue.offer("other", threads, this::hang))
                .isInstanceOf(RejectedExecutionException.class);
        assertThat(queue.realms()).isEqualTo(1);
        answer.countDown();
        assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(ended).hasValue(NoticeQueue.MAX_STARTED_OF_REALM);
        assertThat(queue.realms()).isZero();
    }

    private void fill(String realm) {
        for (int i = 0; i < ACCEPTED_OF_REALM; i++) {
            assertThat(queue.offer(realm, threads, this::hang)).isTrue();
        }
    }

    private void hang() {
        running.incrementAndGet();
        try {
            answer.await();
            ended.incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            running.decrementAndGet();
        }
    }

    private void awaitRunning(int count) {
        while (running.get() < count) {
            Thread.onSpinWait();
        }
    }

    private void awaitEmpty() {
        while (queue.realms() > 0) {
            Thread.onSpinWait();
        }
    }

    // Does not print the failures.
    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work);
        thread.setUncaughtExceptionHandler((failed, failure) -> {});
        return thread;
    }
}
