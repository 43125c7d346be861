package io.diskwright.planner;

import java.util.Optional;

/**
 * Security Medium asks for encryption at rest by any layer, High for a key of the image's own, in
 * the format.
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
        candidate.device().has(Capability.Encryption) ? "has/Encryption" : "lacks/Encryption");
  }

  /** The highest level a candidate reaches. */
  static SecurityLevel reach(Candidate candidate) {
    if (candidate.options().containsKey(Options.ENCRYPT_FORMAT)) {
      return SecurityLevel.High;
    }
    return candidate.device().has(Capability.Encryption) ? SecurityLevel.Medium : SecurityLevel.Low;
  }

  private static String message(Candidate candidate, Context context, SecurityLevel wanted) {
    String device = candidate.device().name();
    String below =
        wanted == SecurityLevel.High
            ? "security High asks for a key of the image's own, in the format"
            : "security Medium asks for encryption at rest, and " + device + " lacks Encryption";
    if (!context.abilities().luks()) {
      return below + "; encrypted images are not made on a cluster yet, only by the command line";
    }
    return below + "; " + candidate.format() + " without LUKS does not give it";
  }
}
