package io.diskwright.planner;

import java.util.Optional;

/**
 * Policies that a format does not know. What qemu-img does when it is asked all the same was
 * measured with version 7.2: it either refuses or, worse, says yes and leaves the image sparse.
 */
final class FormatPolicyRule implements Rule {
  @Override
  public Optional<Rejection> check(Candidate candidate, Context context) {
    ImageFormat format = candidate.format();
    return switch (candidate.policy()) {
      case Thin -> Optional.empty();
      case MetadataPreallocated ->
          format == ImageFormat.qcow2
              ? Optional.empty()
              : unsupported(
                  format
                      + " has no tables that could be allocated ahead of the data;"
                      + " qemu-img refuses preallocation=metadata for it");
      case Preallocated ->
          switch (format) {
            case qed ->
                unsupported(
                    "qemu-img accepts preallocation for qed and ignores it:"
                        + " the image would stay sparse");
            case vmdk ->
                unsupported(
                    "qemu-img accepts preallocation for vmdk and ignores it, and a flat extent"
                        + " would be a second file: the image would no longer be one file");
            default -> Optional.empty();
          };
    };
  }

  private static Optional<Rejection> unsupported(String why) {
    return Rejection.because(RejectionReason.PolicyUnsupportedByFormat, () -> why, "format/policy");
  }
}
