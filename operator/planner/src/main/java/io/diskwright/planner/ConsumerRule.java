package io.diskwright.planner;

import java.util.Optional;

/** Only formats the consumer can read. */
final class ConsumerRule implements Rule {
  @Override
  public Optional<Rejection> check(Candidate candidate, Context context) {
    Consumer consumer = context.demand().consumer();
    return reads(consumer, candidate.format())
        ? Optional.empty()
        : Rejection.because(
            RejectionReason.ConsumerCannotRead,
            () ->
                switch (consumer) {
                  case QEMU -> "QEMU cannot read it";
                  case KubeVirt -> "KubeVirt takes a raw disk.img only, not " + candidate.format();
                  case VMware -> "VMware reads vmdk, not " + candidate.format();
                },
            "spec/consumer");
  }

  static boolean reads(Consumer consumer, ImageFormat format) {
    return switch (consumer) {
      case QEMU -> true;
      case KubeVirt -> format == ImageFormat.raw;
      case VMware -> format == ImageFormat.vmdk;
    };
  }
}
