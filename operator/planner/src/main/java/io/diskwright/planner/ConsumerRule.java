package io.diskwright.planner;

import java.util.Optional;

/** Only formats the consumer can read. */
final class ConsumerRule implements Rule {
  @Override
  public Optional<Rejection> check(Candidate candidate, Context context) {
    Consumer consumer = context.demand().consumer();
    boolean sealed = Options.encrypted(candidate.options());
    return reads(consumer, candidate.format()) && !(sealed && consumer != Consumer.QEMU)
        ? Optional.empty()
        : Rejection.because(
            RejectionReason.ConsumerCannotRead,
            () ->
                switch (consumer) {
                  case QEMU -> "QEMU cannot read it";
                  case KubeVirt -> "KubeVirt takes a raw disk.img only, not " + name(candidate);
                  case VMware -> "VMware reads vmdk, not " + name(candidate);
                },
            "spec/consumer");
  }

  private static String name(Candidate candidate) {
    boolean sealed = Options.encrypted(candidate.options());
    return candidate.format() + (sealed ? " with LUKS" : "");
  }

  static boolean reads(Consumer consumer, ImageFormat format) {
    return switch (consumer) {
      case QEMU -> true;
      case KubeVirt -> format == ImageFormat.raw;
      case VMware -> format == ImageFormat.vmdk;
    };
  }
}
