package io.diskwright.image;

/** Passes progress on, and stops the work when it is no longer wanted. */
@FunctionalInterface
interface Ticker {
  /** Tells how far the work is, in bytes; throws when it must stop. */
  void tick(String phase, long done, long total) throws ImageException;

  /** A ticker that asks {@code progress}, and heeds the interruption of this thread. */
  static Ticker of(ImageOrder order, Progress progress) {
    return of(order.described(), progress);
  }

  /**
   * The same.
   *
   * @param described the image as messages name it
   */
  static Ticker of(String described, Progress progress) {
    return (phase, done, total) -> {
      if (!progress.report(phase, done, total) || Thread.currentThread().isInterrupted()) {
        throw new ImageException(
            ImageException.Kind.Cancelled, "Making " + described + " was stopped.");
      }
    };
  }
}
