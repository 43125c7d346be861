package io.diskwright.agent;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on orders by name: a few at a time, each by one worker at a time, again when it changed
 * meanwhile, and again at growing intervals when it failed.
 */
final class OrderQueue implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OrderQueue.class);
  private static final long FIRST_RETRY_MILLIS = 2_000;
  private static final int MAX_DOUBLINGS = 7; // about four minutes

  private final Work work;
  private final ScheduledThreadPoolExecutor workers;
  private final Set<String> waiting = new HashSet<>();
  private final Set<String> running = new HashSet<>();
  private final Set<String> again = new HashSet<>();
  private final Map<String, Integer> failures = new HashMap<>();

  /** What is done about one order. */
  @FunctionalInterface
  interface Work {
    /** Returns whether it is done; otherwise, or when it throws, it is tried again later. */
    boolean run(String key);
  }

  OrderQueue(int workers, Work work) {
    this.work = work;
    this.workers =
        new ScheduledThreadPoolExecutor(
            workers, Thread.ofPlatform().name("order-", 0).daemon().factory());
    this.workers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.workers.setRemoveOnCancelPolicy(true);
  }

  /** Works on {@code key} soon; what was to be tried later is tried now. */
  synchronized void submit(String key) {
    if (running.contains(key)) {
      again.add(key);
    } else if (waiting.add(key)) {
      workers.execute(() -> run(key));
    }
  }

  /** Number of orders that wait or are being worked on. */
  synchronized int depth() {
    return waiting.size() + running.size();
  }

  /** Starts nothing more, and waits a little for what is being done. */
  @Override
  public void close() {
    workers.shutdown();
    try {
      if (!workers.awaitTermination(5, TimeUnit.SECONDS)) {
        workers.shutdownNow();
      }
    } catch (InterruptedException e) {
      workers.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private void run(String key) {
    synchronized (this) {
      if (!waiting.remove(key) || !running.add(key)) {
        return;
      }
    }
    boolean done = false;
    try {
      done = work.run(key);
    } catch (RuntimeException e) {
      log.atWarn()
          .setMessage("Could not work on an order; it is tried again")
          .addKeyValue("order", key)
          .setCause(e)
          .log();
    } finally {
      finished(key, done);
    }
  }

  private synchronized void finished(String key, boolean done) {
    running.remove(key);
    if (done) {
      failures.remove(key);
    }
    if (again.remove(key)) {
      submit(key);
    } else if (!done && !workers.isShutdown()) {
      int doublings = Math.min(failures.merge(key, 1, Integer::sum) - 1, MAX_DOUBLINGS);
      Future<?> unused =
          workers.schedule(
              () -> submit(key), FIRST_RETRY_MILLIS << doublings, TimeUnit.MILLISECONDS);
    }
  }
}
