package org.apppasswords.keycloak.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apppasswords.keycloak.error.ApiError;
import org.apppasswords.keycloak.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListBulkheadTest {

    @Test
    void asManyListsAsProcessorsRunAndTheOthersWait() throws Exception {
        ListBulkhead bulkhead = new ListBulkhead(2, Duration.ofSeconds(30));
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(10);
        try {
            List<Future<Integer>> lists = new ArrayList<>();
            for (int list = 0; list < 10; list++) {
                lists.add(threads.submit(() -> bulkhead.execute(() -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    pause();
                    return running.decrementAndGet();
                })));
            }
            for (Future<Integer> list : lists) {
                assertThat(list.get()).isBetween(0, 1);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(most.get()).isEqualTo(2);
    }

    @Test
    void aListThatWaitsTooLongOrFindsTooManyWaitingIsRejected() throws Exception {
        ListBulkhead bulkhead = new ListBulkhead(1, Duration.ofMillis(50));
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<String> slow = threads.submit(() -> bulkhead.execute(() -> {
                started.countDown();
                await(end);
                return "done";
            }));
            started.await();

            assertThatExceptionOfType(ApiError.class)
                    .isThrownBy(() -> bulkhead.execute(() -> "another"))
                    .satisfies(error -> assertThat(error.code()).isEqualTo(ErrorCode.BUSY));

            end.countDown();
            assertThat(slow.get()).isEqualTo("done");
            assertThat(bulkhead.<String>execute(() -> "again")).isEqualTo("again");
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16})
    void whatWaitsDoesNotGrowWithTheProcessors(int processors) throws Exception {
        ListBulkhead bulkhead = new ListBulkhead(processors, Duration.ofSeconds(30));
        CountDownLatch end = new CountDownLatch(1);
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<String>> lists = new ArrayList<>();
            for (int list = 0; list < processors + ListBulkhead.MAX_WAITING + 3; list++) {
                lists.add(threads.submit(() -> bulkhead.execute(() -> {
                    await(end);
                    return "done";
                })));
            }
            while (lists.stream().filter(Future::isDone).count() < 3) {
                pause();
            }
            end.countDown();
            int done = 0;
            for (Future<String> list : lists) {
                try {
                    done += list.get().equals("done") ? 1 : 0;
                } catch (ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(ApiError.class);
                }
            }
            assertThat(done).isEqualTo(processors + ListBulkhead.MAX_WAITING);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aListThatFailsMakesRoomForTheNext() {
        ListBulkhead bulkhead = new ListBulkhead(1, Duration.ofMillis(50));

        for (int time = 0; time < 20; time++) {
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> bulkhead.execute(() -> {
                        throw new IllegalStateException();
                    }));
        }
        assertThat(bulkhead.<String>execute(() -> "next")).isEqualTo("next");
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
