package io.diskwright.image;

import io.diskwright.libc.ErrnoException;

/** Whether there is room, and how much is missing when there is not. */
final class Space {
  private Space() {}

  /** Throws when what must be allocated is more than what is free, before anything is written. */
  static void require(ImageOrder order, PoolDirectory pool) throws ImageException {
    long available = pool.availableBytes();
    if (order.requiredBytes() > available) {
      throw new ImageException(
          ImageException.Kind.NoSpace,
          "No room for "
              + order.described()
              + " in "
              + pool.path()
              + ": "
              + order.requiredBytes()
              + " bytes are needed, "
              + available
              + " are free, "
              + (order.requiredBytes() - available)
              + " are missing. Free some space, ask for less, or choose another pool. Nothing was"
              + " written.");
    }
  }

  /**
   * What is missing now that everything was removed again; empty when {@code e} is not about it.
   */
  static String missing(ImageException e, ImageOrder order, PoolDirectory pool) {
    if (e.kind() != ImageException.Kind.NoSpace) {
      return "";
    }
    try {
      long available = pool.availableBytes();
      long lacking = order.requiredBytes() - available;
      return " "
          + available
          + " bytes are free"
          + (lacking > 0 ? ", " + lacking + " are missing." : "; the tables need more.");
    } catch (ErrnoException unknown) {
      return "";
    }
  }
}
