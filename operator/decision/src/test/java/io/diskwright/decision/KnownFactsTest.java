package io.diskwright.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.DeviceCapacity;
import io.diskwright.api.v1alpha1.DeviceIdentity;
import io.diskwright.api.v1alpha1.DeviceTarget;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.diskwright.planner.DeviceFacts;
import io.diskwright.planner.DeviceKind;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class KnownFactsTest {
  private final KnownFacts known = new KnownFacts();

  private static StorageDevice device(String name, long free) {
    StorageDevice device = new StorageDevice();
    device.setMetadata(new ObjectMetaBuilder().withName(name).build());
    device.setStatus(status(free));
    return device;
  }

  private static StorageDeviceStatus status(long free) {
    return new StorageDeviceStatus(
        "node-a",
        new DeviceTarget("/pool", null, null),
        DeviceKind.SolidState,
        new DeviceIdentity("fs", null, null, null, null),
        List.of(),
        new TreeMap<>(),
        new DeviceCapacity(free, free, free),
        List.of(),
        List.of(),
        List.of(),
        null,
        List.of());
  }

  private DeviceFacts of(StorageDevice device, long promised) {
    return known.of(List.of(device), Map.of(), Map.of("a", promised)).getFirst();
  }

  @Test
  void shouldSayTheSameOfTheSameObjectsAsIfNothingWereKept() {
    StorageDevice device = device("a", 1000);

    for (long promised : new long[] {0, 0, 400, 2000, 0}) {
      assertThat(of(device, promised)).isEqualTo(Facts.of(device, null, promised));
    }
    assertThat(of(device, 0)).isSameAs(of(device, 0));
  }

  @Test
  void shouldSeeThatAnObjectIsAnother() {
    StorageDevice device = device("a", 1000);
    of(device, 0);

    device.setStatus(status(500));
    assertThat(of(device, 0).allocatableBytes()).isEqualTo(500);
    device.setMetadata(
        new ObjectMetaBuilder()
            .withName("a")
            .withDeletionTimestamp("2026-01-01T00:00:00Z")
            .build());
    assertThat(of(device, 0).notReady()).isEqualTo("it is being removed");
  }
}
