package io.diskwright.decision;

import io.diskwright.api.v1alpha1.ByteSize;
import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.DeletionPolicy;
import io.diskwright.api.v1alpha1.DeviceIdentity;
import io.diskwright.api.v1alpha1.DiskAllocationSpec;
import io.diskwright.api.v1alpha1.ImageReference;
import io.diskwright.api.v1alpha1.ImageSource;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.api.v1alpha1.VmDiskImageSpec;
import io.diskwright.planner.SecurityLevel;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** From a decision to the order that one node carries out. */
public final class Orders {
  private static final DeviceIdentity NOTHING_KNOWN =
      new DeviceIdentity(null, null, null, null, null);

  private Orders() {}

  /**
   * The order for {@code image}, decided as {@code decision}, on {@code device}.
   *
   * @param image with its UID, which names the files
   * @param device the one the decision names, as probed
   * @throws IllegalArgumentException when the image has no UID, or the device is another one or was
   *     not probed
   */
  public static DiskAllocationSpec order(
      VmDiskImage image, Decision decision, StorageDevice device) {
    String uid = image.getMetadata().getUid();
    if (uid == null || uid.isEmpty()) {
      throw new IllegalArgumentException(Demands.name(image) + " has no UID");
    }
    StorageDeviceStatus status = device.getStatus();
    if (!decision.device().equals(device.getMetadata().getName())
        || status == null
        || status.target() == null) {
      throw new IllegalArgumentException(
          "The decision names " + decision.device() + ", which is not the device given, as probed");
    }
    VmDiskImageSpec spec = Classes.filled(image);
    SecurityLevel security = spec.tradeoffs() == null ? null : spec.tradeoffs().security();
    return new DiskAllocationSpec(
        new ImageReference(image.getMetadata().getName(), uid),
        decision.node(),
        decision.device(),
        status.target(),
        Objects.requireNonNullElse(status.identity(), NOTHING_KNOWN),
        ByteSize.of(Demands.size(spec)),
        decision.policy(),
        decision.format(),
        new TreeMap<>(decision.options()),
        Objects.requireNonNullElse(security, SecurityLevel.Off),
        Objects.requireNonNullElse(spec.deletionPolicy(), DeletionPolicy.Delete),
        content(spec.source()));
  }

  /**
   * Where the content comes from that is not zeroes; null when it is. In the place of a claim
   * stands the image that it carries.
   */
  public static @Nullable ImageSource content(@Nullable ImageSource source) {
    if (source == null || source.blank() != null) {
      return null;
    }
    return source.claim() == null
        ? source
        : new ImageSource(null, null, null, source.claim(), null);
  }
}
