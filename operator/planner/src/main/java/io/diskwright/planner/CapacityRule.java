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
    return Math.max(0, Math.max(promise, now));
  }

  /** What is missing for what. */
  static String message(DeviceFacts device, Footprint footprint) {
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
