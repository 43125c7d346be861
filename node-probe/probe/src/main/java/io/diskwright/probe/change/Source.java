package io.diskwright.probe.change;

import io.diskwright.libc.Fd;

/** Something the kernel tells of changes by. */
interface Source extends AutoCloseable {
  /** What poll(2) waits for; may be another one after each {@link #drain}. */
  Fd fd();

  /** The events poll(2) waits for. */
  int events();

  /**
   * Takes what is there, without waiting, and a bounded part of it.
   *
   * @throws io.diskwright.libc.ErrnoException when nothing more can come from it
   */
  void drain(Pending pending);

  /** Whether it need not be heard, because everything is to be looked at anyway. */
  default boolean isMuteWhen(Pending pending) {
    return false;
  }

  @Override
  void close();
}
