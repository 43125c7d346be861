package io.diskwright.image;

import io.diskwright.api.v1alpha1.DiskAllocationSpec;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * Exactly one image as a logical volume, to be made, checked or grown.
 *
 * @param uid names the volume: {@code dw-<uid>}
 * @param place the volume group or thin pool
 * @param sizeBytes virtual size, a multiple of 512; the volume has whole extents, so that the guest
 *     may see more
 * @param kind how it is allocated
 */
public record VolumeOrder(String uid, VolumePlace place, long sizeBytes, VolumeKind kind) {
  /** The option that says which kind of volume. */
  static final String LV = "lv";

  private static final Set<String> OPTIONS = Set.of(LV, OrderRules.PREALLOCATION);

  /**
   * The order for the image {@code uid} that {@code spec} describes.
   *
   * @throws ImageException when it cannot be carried out; nothing was written
   */
  public static VolumeOrder of(String uid, DiskAllocationSpec spec) throws ImageException {
    OrderRules.checkUid(uid);
    VolumePlace place = VolumePlace.of(spec.target(), PlaceIdentity.of(spec.identity()));
    Map<String, String> options = spec.options();
    String lv = options.getOrDefault(LV, "");
    VolumeKind kind =
        VolumeKind.of(lv)
            .orElseThrow(
                () ->
                    refused(
                        uid,
                        "the option lv must be " + VolumeKind.names() + ", not \"" + lv + '"'));
    if (spec.format() != ImageFormat.raw) {
      throw refused(uid, "a logical volume is raw, and " + spec.format() + " was ordered");
    }
    for (String option : options.keySet()) {
      if (!OPTIONS.contains(option)) {
        throw refused(uid, "the option " + option + " is not one a logical volume may have");
      }
    }
    boolean thin = kind == VolumeKind.thin;
    String preallocation = options.getOrDefault(OrderRules.PREALLOCATION, "");
    if (spec.policy() != (thin ? AllocationPolicy.Thin : AllocationPolicy.Preallocated)
        || !preallocation.equals(thin ? "off" : "falloc")) {
      throw refused(
          uid,
          "lv="
              + lv
              + " does not fit the policy "
              + spec.policy()
              + " with preallocation="
              + preallocation);
    }
    if (thin != (place.thinPool() != null)) {
      throw refused(
          uid,
          thin
              ? "a thin volume needs a thin pool; name it in the target"
              : "in a thin pool every volume is thin");
    }
    return new VolumeOrder(uid, place, ImageOrder.sizeBytes(uid, spec.size()), kind);
  }

  /** The name of the finished volume. */
  String name() {
    return VolumeNames.finished(uid);
  }

  /** The device of the finished volume. */
  public Path device() {
    return Path.of("/dev", place.group(), name());
  }

  /** Bytes of the volume: whole extents. */
  long volumeBytes(long extentBytes) {
    return Math.multiplyExact(extents(extentBytes), extentBytes);
  }

  /** Its extents, without those of copies. */
  long extents(long extentBytes) {
    return Math.ceilDiv(sizeBytes, extentBytes);
  }

  /** The same image with another size. */
  VolumeOrder withSize(long bytes) {
    return new VolumeOrder(uid, place, bytes, kind);
  }

  /** The image as messages name it. */
  String described() {
    return "image " + uid + " (logical volume, " + kind + ")";
  }

  private static ImageException refused(String uid, String why) {
    return new ImageException(
        ImageException.Kind.Failed,
        "Cannot make image " + uid + " as a logical volume: " + why + ". Nothing was written.");
  }
}
