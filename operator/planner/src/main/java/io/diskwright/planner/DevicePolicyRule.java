package io.diskwright.planner;

import java.util.Optional;

/** Policies that a device cannot keep: there they would be a promise without substance. */
final class DevicePolicyRule implements Rule {
  @Override
  public Optional<Rejection> check(Candidate candidate, Context context) {
    return candidate.policy() == AllocationPolicy.Preallocated
        ? preallocated(candidate)
        : sparse(candidate);
  }

  private static Optional<Rejection> preallocated(Candidate candidate) {
    DeviceFacts device = candidate.device();
    boolean written = Options.get(candidate.options(), Options.PREALLOCATION).equals("full");
    if (device.value(Capability.Deduplication).equals("inline")
        && device.has(Capability.Deduplication)) {
      return unsupported(
          device.name()
              + " stores equal blocks once as they are written: pre-allocated zeroes reserve"
              + " nothing there",
          "has/Deduplication");
    }
    if (written && device.has(Capability.Compression)) {
      return unsupported(
          device.name()
              + " compresses what is written: an image filled with zeroes shrinks to almost"
              + " nothing and reserves nothing",
          "has/Compression");
    }
    if (!written && !device.has(Capability.Preallocation)) {
      return unsupported(
          device.name()
              + " cannot reserve space without writing it"
              + unknown(device, Capability.Preallocation)
              + "; only preallocation=full, which writes zeroes, is left",
          "lacks/Preallocation");
    }
    if (!written
        && device.has(Capability.Snapshotting)
        && device.value(Capability.Snapshotting).equals("thin")) {
      return unsupported(
          device.name()
              + " lies on a thin pool, which allocates on the first write: reserving space in the"
              + " file system reserves nothing below",
          "has/Snapshotting");
    }
    return Optional.empty();
  }

  private static Optional<Rejection> sparse(Candidate candidate) {
    // The other formats grow by appending: they need no holes.
    boolean holes =
        candidate.format() == ImageFormat.raw
            || candidate.policy() == AllocationPolicy.MetadataPreallocated;
    DeviceFacts device = candidate.device();
    return !holes || device.has(Capability.ThinProvisioning)
        ? Optional.empty()
        : unsupported(
            "on "
                + device.name()
                + " the holes of a file take space too"
                + unknown(device, Capability.ThinProvisioning)
                + ": it would not be thin",
            "lacks/ThinProvisioning");
  }

  private static String unknown(DeviceFacts device, Capability capability) {
    CapabilityFact fact = device.capabilities().get(capability);
    return fact != null && fact.state() == CapabilityState.Absent
        ? ""
        : " (it could not be probed, and counts as lacking)";
  }

  private static Optional<Rejection> unsupported(String why, String uses) {
    return Rejection.because(RejectionReason.PolicyUnsupportedByDevice, () -> why, uses);
  }
}
