package io.diskwright.cli.command;

import io.diskwright.planner.Capability;

/** What an answer means for the choice of policy and format; Unknown counts as lacking. */
final class Consequences {
  private static final String PREFERRED =
      "Where devices serve an image equally well otherwise, this one is preferred for it";
  private static final String NOT_PREFERRED =
      "Where devices serve an image equally well otherwise, one that has it is preferred";

  private Consequences() {}

  static String of(Capability capability, boolean present) {
    return switch (capability) {
      case ThinProvisioning ->
          present
              ? "Images here can be thin, in every format."
              : "No raw image here is thin, nor one with only its tables allocated; a format that"
                  + " grows by appending is left, or full allocation.";
      case Preallocation ->
          present
              ? "Preallocated images are reserved by one call, without writing."
              : "A preallocated image here has to be written full of zeroes (preallocation=full).";
      case Discard ->
          present
              ? "An image that requires Discard can be raw or qcow2 here; what is freed is gone, as"
                  + " security Low asks."
              : "An image that requires Discard is not placed here: no format can free what the"
                  + " device keeps.";
      case Snapshotting ->
          present
              ? "An image that requires Snapshotting may be raw here; with value thin, preallocation"
                  + " reserves nothing below and is not offered."
              : "An image that requires Snapshotting becomes qcow2 here, which keeps snapshots"
                  + " itself.";
      case Cloning ->
          present
              ? "An image that requires Cloning may have any format here."
              : "An image that requires Cloning becomes qcow2, qed or vmdk here, which can have a"
                  + " backing file.";
      case Compression ->
          present
              ? "An image that requires Compression gets it from the device, unless it is"
                  + " preallocated or nocow; allocation by writing zeroes is not offered."
              : "An image that requires Compression becomes thin qcow2 here.";
      case Redundancy ->
          present
              ? "Weight on redundancy is answered by the device, and an image that requires it may"
                  + " be placed here."
              : "An image that requires Redundancy is not placed here: no format gives it.";
      case Encryption ->
          present
              ? "Security Medium is met here by the device; High still wants a key in the format."
              : "Security Medium and High want encryption in the format here.";
      case Checksumming ->
          present
              ? "An image that requires Checksumming may be placed here, without nocow."
              : "An image that requires Checksumming is not placed here: no format gives it.";
      case Deduplication ->
          present
              ? "With value inline, preallocated zeroes reserve nothing and are not offered; with"
                  + " on-request nothing changes."
              : "Nothing is ruled out by it.";
      case OverwriteInPlace ->
          present
              ? "What is freed can be overwritten, as security Low asks. With value nocow, images"
                  + " are also tried with that flag, at the price of checksums and compression;"
                  + " native needs no flag."
              : "Every overwrite moves, which costs that were measured on such devices take into"
                  + " account.";
      case SharedAccess ->
          (present ? PREFERRED : NOT_PREFERRED) + " when redundancy is worth anything.";
      case AtomicWrites ->
          (present ? PREFERRED : NOT_PREFERRED) + ", unless it is written in sequence only.";
      case CopyOffload ->
          (present ? PREFERRED : NOT_PREFERRED) + " when the image requires Cloning.";
      case WriteZeroes, DirectIo, ExtentMapping, ProjectQuota, PowerLossProtection ->
          (present ? PREFERRED : NOT_PREFERRED) + ".";
    };
  }
}
