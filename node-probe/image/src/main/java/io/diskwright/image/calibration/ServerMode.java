package io.diskwright.image.calibration;

import java.util.List;

/**
 * How qemu-nbd reaches an image's file, in QEMU's words.
 *
 * @param cache {@code none} goes past the page cache, as virtual machines do
 * @param aio by which interface of the kernel
 */
record ServerMode(String cache, String aio) {
  /** The best first: some kernels have no io_uring, some file systems no direct I/O. */
  static final List<ServerMode> ALL =
      List.of(
          new ServerMode("none", "io_uring"),
          new ServerMode("none", "native"),
          new ServerMode("none", "threads"),
          new ServerMode("writeback", "threads"));

  /** Through the page cache without waiting, for writes that are not measured. */
  static final ServerMode UNMEASURED = new ServerMode("unsafe", "threads");
}
