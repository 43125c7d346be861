package io.diskwright.image;

import java.nio.file.Path;
import java.util.List;

/** What looking at an image found. */
public sealed interface Verification {
  /**
   * It is as ordered.
   *
   * @param path the file to hand to QEMU
   * @param allocatedBytes bytes allocated on disk
   * @param virtualBytes bytes the guest sees
   * @param verifiedBy how it was looked at, such as {@code fstat st_blocks}
   */
  record Verified(Path path, long allocatedBytes, long virtualBytes, String verifiedBy)
      implements Verification {}

  /** It is there, but not as ordered; or it is not there. */
  record Drifted(List<Drift> drifts) implements Verification {}

  /**
   * One difference.
   *
   * @param kind what differs
   * @param message expected and found, for people
   */
  record Drift(DriftKind kind, String message) {}

  /** What can differ. */
  enum DriftKind {
    /** No file. */
    Missing,
    /** Another format, or a damaged header. */
    HeaderChanged,
    /** Another virtual size. */
    SizeChanged,
    /** Fewer bytes allocated than the policy promises. */
    Unallocated,
    /** The pool is on another file system than ordered. */
    Replaced
  }
}
