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
  record Drifted(List<Drift> drifts) implements Verification {
    /** Whether only space that was promised is missing, see {@link Repairer}. */
    public boolean isRepairable() {
      return drifts.stream()
          .allMatch(d -> d.kind() == DriftKind.Unallocated || d.kind() == DriftKind.Shared);
    }
  }

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
    /** A larger virtual size. */
    Grown,
    /** A smaller virtual size, or a file cut before its end. */
    Truncated,
    /** Fewer bytes allocated than the policy promises, as after a guest's discard. */
    Unallocated,
    /** Space that was promised is shared with a clone: to write there takes new space. */
    Shared,
    /** A copy of a mirrored volume is missing or stale. */
    Degraded,
    /** The pool is on another file system than ordered. */
    Replaced
  }
}
