package io.diskwright.probe;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Does what the kernel may never let come back: on another thread, which is left to it after a time
 * limit. There is never more than one such thread for a target, because one of which a call still
 * hangs is not asked again. They do not keep the process from ending. Safe for use by several
 * threads.
 */
public final class TimeLimited {
  private final Duration limit;
  private final Map<String, String> hanging = new ConcurrentHashMap<>();

  /** Waits so long for each call. */
  public TimeLimited(Duration limit) {
    this.limit = limit;
  }

  /** What may hang. */
  @FunctionalInterface
  public interface Work<T, E extends Exception> {
    /** Does it. */
    T get() throws E;
  }

  /**
   * Does {@code work}, which goes on by itself when it takes longer.
   *
   * @param target as its hung calls are remembered by
   * @param call what is done, as the message is to name it
   * @throws E as the work throws it
   * @throws HangException when it has not come back in time, or another one for {@code target}
   *     still has not
   */
  @SuppressWarnings("unchecked") // what is no error and not unchecked is the exception of the work
  public <T, E extends Exception> T call(String target, String call, Work<T, E> work)
      throws E, HangException {
    String before = hanging.get(target);
    if (before != null) {
      throw new HangException(before, target, limit);
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("limited")
        .start(
            () -> {
              try {
                answer.complete(work.get());
              } catch (Throwable e) {
                answer.completeExceptionally(e);
              } finally {
                synchronized (answer) {
                  hanging.remove(target, call);
                }
              }
            });
    try {
      return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | InterruptedException e) {
      synchronized (answer) {
        if (!answer.isDone()) {
          hanging.put(target, call);
        }
      }
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw new HangException(call, target, limit);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case Error error -> throw error;
        case RuntimeException error -> throw error;
        case null -> throw new IllegalStateException(e);
        default -> throw (E) e.getCause();
      }
    }
  }
}
