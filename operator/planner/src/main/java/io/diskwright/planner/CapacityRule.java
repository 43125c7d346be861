package io.diskwright.planner;

import java.util.Optional;

/** What the image may grow to must be left to promise, and what it takes at once must be free. */
final class CapacityRule implements Rule {
  @Override
  public Optional<Rejection> check(Candidate candidate, Context context) {
    return fits(candidate.device(), context.footprint())
        ? Optional.empty()
        : Rejection.because(
            RejectionReason.InsufficientCapacity,
            () -> message(candidate.device(), context.footprint()),
            "spec/size",
            "capacity/allocatable");
  }

  static boolean fits(DeviceFacts device, Footprint footprint) {
    return missing(device, footprint) == 0;
  }

  /** Bytes that are missing, 0 when there is enough. */
  static long missing(DeviceFacts device, Footprint footprint) {
    long promise = footprint.maximumBytes() - Math.max(0, device.promisableBytes());
    long now = footprint.allocatedBytes() - Math.max(0, device.allocatableBytes());
    return Math.max(unmirrorable(device, footprint), Math.max(promise, now));
  }

  /** Bytes that do not fit on two different disks, 0 when there is one copy only. */
  private static long unmirrorable(DeviceFacts device, Footprint footprint) {
    return footprint.copies() == 1
        ? 0
        : Math.max(0, footprint.maximumBytes() - Properties.mirrorableBytes(device));
  }

  /** What is missing for what. */
  static String message(DeviceFacts device, Footprint footprint) {
    long missing = missing(device, footprint);
    if (missing > 0 && missing == unmirrorable(device, footprint)) {
      return "its two copies take "
          + Words.bytes(footprint.maximumBytes())
          + " on different disks and "
          + device.name()
          + " has "
          + Words.bytes(Properties.mirrorableBytes(device))
          + " for that: "
          + Words.exactBytes(missing)
          + " are missing";
    }
    boolean promise =
        footprint.maximumBytes() - device.promisableBytes()
            >= footprint.allocatedBytes() - device.allocatableBytes();
    String wanted =
        promise
            ? "it may grow to "
                + Words.bytes(footprint.maximumBytes())
                + " and "
                + device.name()
                + " has "
                + Words.bytes(Math.max(0, device.promisableBytes()))
                + " left to promise"
            : "it takes "
                + Words.bytes(footprint.allocatedBytes())
                + " at once and "
                + device.name()
                + " has "
                + Words.bytes(Math.max(0, device.allocatableBytes()))
                + " to allocate";
    return wanted + ": " + Words.exactBytes(missing(device, footprint)) + " are missing";
  }
}
