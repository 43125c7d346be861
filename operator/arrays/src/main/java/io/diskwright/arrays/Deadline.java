package io.diskwright.arrays;

import java.net.SocketTimeoutException;
import java.time.Duration;

/** A moment by which everything is over. */
public final class Deadline {
  private final long at;

  private Deadline(long at) {
    this.at = at;
  }

  /** That long from now. */
  public static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /**
   * Time left, at most {@code most} and at least one millisecond.
   *
   * @throws SocketTimeoutException when there is none
   */
  public Duration left(Duration most) throws SocketTimeoutException {
    long left = at - System.nanoTime();
    if (left <= 0) {
      throw new SocketTimeoutException("time is up");
    }
    return Duration.ofMillis(Math.max(1, Math.min(most.toMillis(), left / 1_000_000)));
  }
}
