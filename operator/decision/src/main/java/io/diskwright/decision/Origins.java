package io.diskwright.decision;

import io.diskwright.api.v1alpha1.AllocationResult;
import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.DiskAllocationSpec;
import io.diskwright.api.v1alpha1.ImageSource;
import io.diskwright.api.v1alpha1.NamedSource;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.planner.Origin;
import io.diskwright.planner.Outcome;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Images that others begin as copies of. */
public final class Origins {
  private static final String ENCRYPT_FORMAT = "encrypt.format";

  private Origins() {}

  /**
   * Name of the image that {@code image} begins as a copy of, in its own namespace; a claim is
   * named like the image it carries.
   */
  public static Optional<String> name(VmDiskImage image) {
    ImageSource source = Orders.content(image.getSpec().source());
    return Optional.ofNullable(source).map(ImageSource::image).map(NamedSource::name);
  }

  /** Whether {@code image} names its source by the claim that carries it. */
  public static boolean isByClaim(VmDiskImage image) {
    ImageSource source = image.getSpec().source();
    return source != null && source.claim() != null;
  }

  /** What the planner is to know of an image that was made by {@code order}. */
  public static Origin of(String name, DiskAllocationSpec order, AllocationResult made) {
    return new Origin(
        name,
        order.device(),
        order.nodeName(),
        order.policy(),
        order.format(),
        new TreeMap<>(order.options()),
        made.virtualBytes(),
        made.allocatedBytes());
  }

  /** Why nothing is made from an image like {@code order}; empty when something is. */
  public static Optional<String> objection(String name, DiskAllocationSpec order) {
    if (order.target().directory() == null) {
      return Optional.of(
          name + " is a logical volume, which is not read as a source yet; name another image");
    }
    return order.options().containsKey(ENCRYPT_FORMAT)
        ? Optional.of(
            name
                + " is encrypted, and its key would be needed to read it, which is not supported"
                + " yet; name another image")
        : Optional.empty();
  }

  /**
   * Whether what was so decided shares blocks with the image it was made from: then what is
   * allocated to it may be so to both, and each may still have to write all of it anew.
   */
  public static boolean isClone(@Nullable Decision decision) {
    return decision != null
        && decision.because().stream().anyMatch(one -> one.rule().equals(Outcome.SOURCE_CLONED));
  }
}
