package org.apppasswords.ldap.server;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apppasswords.ldap.monitoring.BridgeLog;

/** Repeats tasks, in a thread of its own, until it is closed. A task that fails runs again, whatever it throws. */
final class Watch implements AutoCloseable {

    private final BridgeLog log;
    private final ScheduledExecutorService executor;

    Watch(BridgeLog log) {
        this.log = log;
        executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "watch");
            thread.setDaemon(true);
            return thread;
        });
    }

    void repeat(long delayMillis, Runnable task) {
        Repeated repeated = new Repeated(task);
        // The result never has an exception, since the task catches everything.
        Future<?> unused = executor.scheduleWithFixedDelay(repeated, delayMillis, delayMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    /** The executor forgets a task that throws. So even the log's own failure has to stay here. */
    private final class Repeated implements Runnable {

        private final Runnable task;
        private Throwable failure;

        Repeated(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            try {
                if (failure != null) {
                    Throwable last = failure;
                    failure = null;
                    log.error("Watching the connections failed.", last);
                }
                task.run();
            } catch (Throwable e) {
                failure = e;
            }
        }
    }
}
