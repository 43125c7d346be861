package io.diskwright.planner;

import io.diskwright.planner.Outcome.Because;
import java.util.ArrayList;
import java.util.List;

/** What a choice gives up: no utility prices it, so it is said. */
final class GivenUp {
  private GivenUp() {}

  static List<Because> by(Assessed chosen) {
    Candidate c = chosen.candidate();
    List<Because> given = new ArrayList<>();
    if (FeatureProvider.nocow(c) && c.device().has(Capability.Checksumming)) {
      boolean compressed = c.device().has(Capability.Compression);
      given.add(
          new Because(
              "gives-up-checksums",
              "nocow=on overwrites in place, and gives up the checksums"
                  + (compressed ? " and the compression" : "")
                  + " of "
                  + c.device().name()
                  + " for this image; require Checksumming to keep them",
              List.of("has/Checksumming", "has/OverwriteInPlace")));
    }
    if (c.policy() != AllocationPolicy.Preallocated) {
      given.add(
          new Because(
              "gives-up-space-promise",
              "no space is reserved: it grows from "
                  + Words.bytes(chosen.footprint().allocatedBytes())
                  + " to at most "
                  + Words.bytes(chosen.footprint().maximumBytes())
                  + ", and the guest meets an error if "
                  + c.device().name()
                  + " is full by then",
              List.of("spec/tradeoffs.performance", "capacity/promisable")));
    } else if (copyOnWrite(c)) {
      given.add(
          new Because(
              "reserved-for-first-write-only",
              c.device().name()
                  + " relocates what is overwritten: the space reserved holds for the first write"
                  + " of each block only",
              List.of("lacks/OverwriteInPlace")));
    }
    if (FeatureProvider.of(Feature.Snapshotting, c) == FeatureProvider.NOBODY) {
      given.add(
          new Because(
              "gives-up-snapshots",
              "neither "
                  + c.device().name()
                  + " nor "
                  + c.format()
                  + " keeps snapshots; require Snapshotting if they are needed",
              List.of("lacks/Snapshotting")));
    }
    return given;
  }

  private static boolean copyOnWrite(Candidate c) {
    DeviceFacts device = c.device();
    return !Properties.overwritesInPlace(device)
        && device.has(Capability.Checksumming)
        && !FeatureProvider.nocow(c);
  }
}
