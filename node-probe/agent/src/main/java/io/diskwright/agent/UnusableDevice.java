package io.diskwright.agent;

import static io.diskwright.api.v1alpha1.Conditions.ConditionStatus.False;

import io.diskwright.agent.Sight.Refusal;
import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.DeviceCapacity;
import io.diskwright.api.v1alpha1.DeviceIdentity;
import io.diskwright.api.v1alpha1.Labels;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.diskwright.planner.Capability;
import io.diskwright.planner.DeviceKind;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A place that cannot be used, as it is published: not ready, and why. */
final class UnusableDevice {
  private UnusableDevice() {}

  /**
   * What was known of it, not ready any more; or, when nothing was, an entry that has nothing and
   * lacks everything, so that the admin sees it.
   */
  static StorageDevice of(
      Place place,
      String nodeName,
      Refusal why,
      @Nullable StorageDevice known,
      Conditions conditions) {
    StorageDevice device = new StorageDevice();
    device.setMetadata(
        new ObjectMetaBuilder()
            .withName(known == null ? name(place, nodeName) : known.getMetadata().getName())
            .withLabels(Map.of(Labels.NODE, nodeName, Labels.POOL, place.pool()))
            .build());
    StorageDeviceStatus was =
        known == null || known.getStatus() == null ? nothing(place, nodeName) : known.getStatus();
    device.setStatus(
        was.with(
            conditions.set(
                was.conditions(), ConditionTypes.READY, False, why.reason(), why.message(), null)));
    return device;
  }

  private static StorageDeviceStatus nothing(Place place, String nodeName) {
    return new StorageDeviceStatus(
        nodeName,
        place.target().published(),
        DeviceKind.Virtual, // the kind that promises nothing
        new DeviceIdentity(null, null, null, null, null),
        List.of(),
        new TreeMap<>(),
        new DeviceCapacity(0, 0, 0),
        List.of(),
        List.of(),
        Capability.complementOf(Set.of()),
        null,
        null);
  }

  /** Named by its path alone, for the file system is not known. */
  private static String name(Place place, String nodeName) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(("\0" + place.name()).getBytes(StandardCharsets.UTF_8));
      return nodeName + "-" + HexFormat.of().formatHex(hash, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
