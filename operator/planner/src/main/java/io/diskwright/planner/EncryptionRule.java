package io.diskwright.planner;

import java.util.Optional;

/**
 * Security Low asks that freed space cannot be read again; Medium asks besides for encryption at
 * rest by any layer, High for a key of the image's own, in the format.
 */
final class EncryptionRule implements Rule {
  @Override
  public Optional<Rejection> check(Candidate candidate, Context context) {
    SecurityLevel wanted = context.demand().security();
    if (reach(candidate).compareTo(wanted) >= 0) {
      return Optional.empty();
    }
    return Rejection.because(
        RejectionReason.EncryptionUnsupported,
        () -> message(candidate, context, wanted),
        "spec/tradeoffs.security",
        erasable(candidate)
            ? candidate.device().has(Capability.Encryption) ? "has/Encryption" : "lacks/Encryption"
            : "lacks/Discard");
  }

  /** The highest level a candidate reaches. */
  static SecurityLevel reach(Candidate candidate) {
    if (Options.encrypted(candidate.options())) {
      return SecurityLevel.High;
    }
    if (!erasable(candidate)) {
      return SecurityLevel.Off;
    }
    return candidate.device().has(Capability.Encryption) ? SecurityLevel.Medium : SecurityLevel.Low;
  }

  /** Whether freed space is gone: given back to the device, or overwritten where it lies. */
  private static boolean erasable(Candidate candidate) {
    DeviceFacts device = candidate.device();
    boolean nocow = device.has(Capability.OverwriteInPlace) && FeatureProvider.nocow(candidate);
    return Properties.overwritesInPlace(device) || nocow || device.has(Capability.Discard);
  }

  private static String message(Candidate candidate, Context context, SecurityLevel wanted) {
    String device = candidate.device().name();
    if (wanted != SecurityLevel.High && !erasable(candidate)) {
      return "security "
          + wanted
          + " asks that freed space cannot be read again, and "
          + device
          + " neither frees what is discarded nor overwrites in place";
    }
    String below =
        wanted == SecurityLevel.High
            ? "security High asks for a key of the image's own, in the format"
            : "security Medium asks for encryption at rest, and " + device + " lacks Encryption";
    if (!context.abilities().luks()) {
      return below + "; encrypted images are not made here, for want of somebody who gives keys";
    }
    return below + "; " + candidate.format() + " without LUKS does not give it";
  }
}
