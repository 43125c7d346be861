package io.diskwright.planner;

import java.util.Optional;

/** Every required feature comes from the device or from the format. */
final class RequiredFeatureRule implements Rule {
  private static final Feature[] FEATURES = Feature.values();

  @Override
  public Optional<Rejection> check(Candidate candidate, Context context) {
    if (context.demand().requires().isEmpty()) {
      return Optional.empty();
    }
    for (Feature feature : FEATURES) {
      if (context.demand().requires().contains(feature)
          && FeatureProvider.of(feature, candidate) == FeatureProvider.NOBODY) {
        return missing(feature, candidate);
      }
    }
    return Optional.empty();
  }

  private static Optional<Rejection> missing(Feature feature, Candidate c) {
    RejectionReason reason =
        feature == Feature.Redundancy
            ? RejectionReason.RedundancyUnmet
            : RejectionReason.RequiredFeatureMissing;
    return Rejection.because(
        reason,
        () -> message(feature, c),
        "requires/" + feature,
        Words.deviceUse(c.device(), feature));
  }

  private static String message(Feature feature, Candidate c) {
    String device = c.device().name();
    return switch (feature) {
      case IncrementalBackup ->
          "IncrementalBackup needs the bitmaps of qcow2; " + c.format() + " has none";
      case Redundancy -> "nothing below " + device + " survives the loss of a disk";
      case Checksumming ->
          c.device().has(Capability.Checksumming)
              ? "nocow=on switches the checksums of " + device + " off for this file"
              : device + " does not checksum file data, and no format does";
      case Compression ->
          c.format() == ImageFormat.qcow2 || c.device().has(Capability.Compression)
              ? "compressed data and "
                  + (FeatureProvider.nocow(c) ? "nocow" : Words.policy(c.policy()))
                  + " exclude each other"
              : device + " does not compress, and neither does " + c.format();
      case Discard ->
          c.device().has(Capability.Discard)
              ? c.format() + " does not pass on what the guest frees"
              : device + " cannot free what is discarded";
      default -> device + " lacks " + feature + ", and " + c.format() + " does not give it";
    };
  }
}
