package io.diskwright.decision;

import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.planner.DeviceFacts;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Facts of devices, kept while their objects are the same: a site has thousands, and between two
 * decisions hardly one has changed. Nothing but time depends on it. Safe for use by several
 * threads.
 */
final class KnownFacts {
  private final Map<String, Known> known = new HashMap<>();

  /** Facts of a device that had this metadata and this status; objects that change are others. */
  private record Known(
      ObjectMeta metadata, @Nullable StorageDeviceStatus status, DeviceFacts facts) {
    boolean isOf(StorageDevice device) {
      return metadata == device.getMetadata() && status == device.getStatus();
    }
  }

  /**
   * What is known of each device, in their order.
   *
   * @param pools by name
   * @param promised by device name: bytes promised to images there and not yet allocated
   */
  synchronized List<DeviceFacts> of(
      Collection<StorageDevice> devices,
      Map<String, StoragePool> pools,
      Map<String, Long> promised) {
    if (known.size() > 2 * devices.size()) {
      known.clear(); // most of them have gone
    }
    List<DeviceFacts> all = new ArrayList<>(devices.size());
    for (StorageDevice device : devices) {
      String name = device.getMetadata().getName();
      Known one = known.get(name);
      if (one == null || !one.isOf(device)) {
        one = new Known(device.getMetadata(), device.getStatus(), Facts.of(device, null, 0));
        known.put(name, one);
      }
      DeviceFacts facts = one.facts;
      all.add(
          facts.promising(
              Facts.promisable(
                  facts.allocatableBytes(),
                  pools.get(facts.pool()),
                  promised.getOrDefault(name, 0L))));
    }
    return all;
  }
}
