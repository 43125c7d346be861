package io.diskwright.probe.change;

/** Waits a while after the first of several events; those that follow do not make it longer. */
final class Debounce {
  private final long waitNanos;
  private boolean waiting;
  private long since;

  Debounce(long waitNanos) {
    this.waitNanos = waitNanos;
  }

  /** An event came; only the first one matters. */
  void begin(long now) {
    if (!waiting) {
      waiting = true;
      since = now;
    }
  }

  /** Whether it is over; then it begins anew with the next event. */
  boolean isOver(long now) {
    if (waiting && now - since >= waitNanos) {
      waiting = false;
      return true;
    }
    return false;
  }

  /** How long to sleep at most, as poll(2) takes it: -1 for ever. */
  int timeoutMillis(long now) {
    if (!waiting) {
      return -1;
    }
    long left = waitNanos - (now - since);
    return left <= 0 ? 0 : (int) Math.min(left / 1_000_000 + 1, Integer.MAX_VALUE);
  }
}
