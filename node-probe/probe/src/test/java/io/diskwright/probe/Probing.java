package io.diskwright.probe;

import io.diskwright.api.v1alpha1.CapabilityStatus;
import io.diskwright.api.v1alpha1.DeclaredCapability;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.libc.Libc;
import io.diskwright.planner.Capability;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** How the tests probe. */
final class Probing {
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

  private Probing() {}

  static StorageDevice probe(Path directory, DeclaredCapability... declared) {
    return probe(Libc.system(), directory, declared);
  }

  static StorageDevice probe(Libc libc, Path directory, DeclaredCapability... declared) {
    try {
      return new DeviceProbe(libc, CLOCK)
          .probe(new ProbeRequest(directory, "node-a", "default", 10, List.of(declared)));
    } catch (ProbeException e) {
      throw new AssertionError(e);
    }
  }

  static CapabilityStatus answer(StorageDevice device, Capability capability) {
    return device.getStatus().capabilities().stream()
        .filter(status -> status.name() == capability)
        .findFirst()
        .orElseThrow();
  }
}
