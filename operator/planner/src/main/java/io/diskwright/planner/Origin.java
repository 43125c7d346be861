package io.diskwright.planner;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The image that another one begins as a copy of.
 *
 * @param name {@code namespace/name}, for messages
 * @param device name of the device it lies on
 * @param node the node of that device; only there it can be read
 * @param policy how much of it was allocated up front
 * @param format stored as what
 * @param options it was made with
 * @param sizeBytes what its guest sees
 * @param heldBytes that it takes on disk
 */
public record Origin(
    String name,
    String device,
    String node,
    AllocationPolicy policy,
    ImageFormat format,
    Map<String, String> options,
    long sizeBytes,
    long heldBytes) {
  /** The formats in which nothing would be there twice that should be there once. */
  private static final Set<ImageFormat> NAMELESS =
      Set.of(ImageFormat.raw, ImageFormat.qcow2, ImageFormat.qed);

  /**
   * Whether an image of {@code shape} on {@code device} can share the blocks of this one, so that
   * nothing is copied.
   */
  boolean isCloned(Shape shape, DeviceFacts device, long size) {
    return whyNotCloned(shape.policy(), shape.format(), shape.options(), device, size) == null;
  }

  /** Why an image cannot share the blocks of this one, in a few words; null when it can. */
  @Nullable String whyNotCloned(
      AllocationPolicy made, ImageFormat as, Map<String, String> with, DeviceFacts on, long size) {
    if (!on.name().equals(device)) {
      return on.name() + " is another device than " + device;
    }
    if (on.target() != TargetKind.Directory) {
      return "logical volumes are not cloned";
    }
    if (!on.has(Capability.Cloning)) {
      return device + " lacks Cloning";
    }
    return whyNotShared(made, as, with, size);
  }

  /** Whether an image so made may share the blocks of this one, if they lie where that can be. */
  public boolean isShared(
      AllocationPolicy made, ImageFormat as, Map<String, String> with, long size) {
    return whyNotShared(made, as, with, size) == null;
  }

  /** What is shared is not reserved, for either of the two: only thin images do. */
  private @Nullable String whyNotShared(
      AllocationPolicy made, ImageFormat as, Map<String, String> with, long size) {
    if (policy != AllocationPolicy.Thin || made != AllocationPolicy.Thin) {
      return "what is pre-allocated cannot share its blocks";
    }
    if (as != format || !Options.withoutDefaults(with).equals(Options.withoutDefaults(options))) {
      return "it is made in another way, as " + format;
    }
    if (Options.encrypted(with)) {
      return "both would be opened by the same key";
    }
    if (!NAMELESS.contains(as)) {
      return as + " carries an identity of its own inside";
    }
    return as == ImageFormat.raw || size == sizeBytes
        ? null
        : "it is larger, and its format keeps the size in its tables";
  }
}
