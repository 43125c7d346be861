package io.diskwright.probe;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs the parts of a probe on a thread that may hang, and goes on without what hangs.
 *
 * <p>A call that the kernel does not answer cannot be taken back: its thread is left to it, with
 * everything it has open, and another thread goes on. There are never more than {@link #MOST_HUNG}
 * such threads for a target, because one that hangs is not asked again before all of them came
 * back. They do not keep the process from ending.
 */
final class Watch {
  /** So many calls of one target may hang before the rest of it is not asked either. */
  static final int MOST_HUNG = 3;

  private static final long IDLE_SECONDS = 10;

  private final Executor threads =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().daemon().name("probe-", 0).factory());

  private final Map<String, Stuck> stuck = new ConcurrentHashMap<>();

  /** Threads that hang in a target, and what was found out about it nevertheless. */
  private record Stuck(int threads, Findings findings) {}

  /**
   * Runs {@code parts} in their order, each question with a time limit.
   *
   * @param target as its hung calls are remembered by
   * @return what was found out; when a call to the target still hangs from before, what was found
   *     out then
   * @throws ProbeException when a part throws it, or when this thread is interrupted
   */
  Findings run(String target, Duration limit, List<Part> parts) throws ProbeException {
    Stuck before = stuck.get(target);
    if (before != null) {
      return before.findings;
    }
    Worker worker = start(target, new Findings(), parts, 0);
    for (int hung = 0; ; ) {
      if (!await(worker, limit)) {
        Findings next = worker.giveUp(limit, false);
        if (next == null) {
          continue;
        }
        if (++hung < MOST_HUNG && worker.hasNext()) {
          worker = start(target, next, parts, worker.next());
          continue;
        }
        return ended(target, next);
      }
      worker.rethrow();
      return ended(target, worker.findings);
    }
  }

  private Findings ended(String target, Findings findings) {
    findings.complete();
    findings.close();
    stuck.computeIfPresent(target, (t, now) -> new Stuck(now.threads, findings));
    return findings;
  }

  private Worker start(String target, Findings findings, List<Part> parts, int from) {
    Worker worker = new Worker(target, findings, parts, from);
    threads.execute(worker);
    return worker;
  }

  /** Until it is done, or the question it is at has taken too long. */
  private static boolean await(Worker worker, Duration limit) throws ProbeException {
    try {
      long nanos = worker.findings.left(limit).toNanos();
      return worker.done.await(Math.max(nanos, 0), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Findings left = worker.giveUp(limit, true);
      if (left != null) {
        left.complete();
        left.close();
      }
      Thread.currentThread().interrupt();
      throw new ProbeException("the probe was interrupted; nothing was changed", e);
    }
  }

  private void hangs(String target, Findings findings) {
    stuck.merge(
        target,
        new Stuck(1, findings),
        (one, two) -> new Stuck(one.threads + two.threads, two.findings));
  }

  private void cameBack(String target) {
    stuck.computeIfPresent(
        target, (t, now) -> now.threads == 1 ? null : new Stuck(now.threads - 1, now.findings));
  }

  /** Runs the parts from one of them on. */
  private final class Worker implements Runnable {
    private final String target;
    private final Findings findings;
    private final List<Part> parts;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile int at;
    private volatile @Nullable Throwable failure;

    Worker(String target, Findings findings, List<Part> parts, int from) {
      this.target = target;
      this.findings = findings;
      this.parts = parts;
      this.at = from;
    }

    @Override
    public void run() {
      try {
        while (at < parts.size() && findings.begin(parts.get(at))) {
          runOne(parts.get(at));
          at++;
        }
      } catch (ProbeException | Error e) {
        failure = e;
      } finally {
        findings.close();
        end();
      }
    }

    private synchronized void end() {
      if (!findings.finish()) {
        cameBack(target);
      }
      done.countDown();
    }

    private void runOne(Part part) throws ProbeException {
      if (!part.fits(findings)) {
        return;
      }
      try {
        part.body().run(findings);
      } catch (RuntimeException e) {
        findings.failed(e);
      }
    }

    private synchronized @Nullable Findings giveUp(Duration limit, boolean due) {
      Findings next = findings.giveUp(limit, due);
      if (next != null) {
        hangs(target, next);
      }
      return next;
    }

    /** Where the next worker goes on: a part of which one question hung has others. */
    int next() {
      return findings.hungInQuestion() ? at : at + 1;
    }

    boolean hasNext() {
      return next() < parts.size();
    }

    void rethrow() throws ProbeException {
      switch (failure) {
        case null -> {}
        case ProbeException e -> throw e;
        case Error e -> throw e;
        default -> throw new IllegalStateException(failure);
      }
    }
  }
}
