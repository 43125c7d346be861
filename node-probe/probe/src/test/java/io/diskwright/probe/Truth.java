package io.diskwright.probe;

import static io.diskwright.planner.Capability.AtomicWrites;
import static io.diskwright.planner.Capability.Cloning;
import static io.diskwright.planner.Capability.CopyOffload;
import static io.diskwright.planner.Capability.Deduplication;
import static io.diskwright.planner.Capability.DirectIo;
import static io.diskwright.planner.Capability.Discard;
import static io.diskwright.planner.Capability.Encryption;
import static io.diskwright.planner.Capability.PowerLossProtection;
import static io.diskwright.planner.Capability.Preallocation;
import static io.diskwright.planner.Capability.Redundancy;
import static io.diskwright.planner.Capability.Snapshotting;
import static io.diskwright.planner.Capability.ThinProvisioning;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.CapabilityStatus;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Shell;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What file systems do according to their own documentation, and how answers are held to it. */
final class Truth {
  static final Map<Capability, String> EVERY_LOCAL =
      Map.of(ThinProvisioning, "", Preallocation, "", Discard, "", DirectIo, "*");

  static final Map<Capability, String> REFLINK =
      Map.of(
          Snapshotting,
          "reflink",
          Cloning,
          "reflink",
          CopyOffload,
          "reflink",
          Deduplication,
          "on-request");

  /** What depends on the disk and kernel below, not on the file system. */
  static final List<Capability> NOT_THE_FILESYSTEMS =
      List.of(AtomicWrites, Redundancy, Encryption, PowerLossProtection);

  private Truth() {}

  static StorageDeviceStatus probe(Path directory) {
    return Probing.probe(directory).getStatus();
  }

  /** What is Present of what the file system decides, with values; "*" for any value. */
  @SafeVarargs
  static void assertHas(StorageDeviceStatus status, Map<Capability, String>... expected) {
    Map<Capability, String> wanted = new TreeMap<>();
    List.of(expected).forEach(wanted::putAll);
    Map<Capability, String> found = new TreeMap<>();
    for (CapabilityStatus one : status.capabilities()) {
      if (NOT_THE_FILESYSTEMS.contains(one.name())) {
        continue;
      }
      assertThat(one.state()).as(one.toString()).isNotEqualTo(CapabilityState.Unknown);
      if (one.state() == CapabilityState.Present) {
        String value = one.value() == null ? "" : one.value();
        found.put(one.name(), "*".equals(wanted.get(one.name())) ? "*" : value);
      }
    }
    assertThat(found).isEqualTo(wanted);
    assertThat(status.capabilities()).hasSize(Capability.values().length);
    assertThat(status.has()).isSortedAccordingTo((a, b) -> a.name().compareTo(b.name()));
    assertThat(status.lacks()).isEqualTo(Capability.complementOf(status.has()));
    assertThat(Conditions.isTrue(status.conditions(), "Ready")).isTrue();
  }

  static void assertEmpty(Path directory) {
    assertThat(directory.toFile().list((d, name) -> !name.equals("lost+found"))).isEmpty();
  }

  static CapabilityStatus answer(StorageDeviceStatus status, Capability capability) {
    return status.capabilities().stream()
        .filter(one -> one.name() == capability)
        .findFirst()
        .orElseThrow();
  }

  /** The state, and behind a space the value where there is one. */
  static String said(StorageDeviceStatus status, Capability capability) {
    CapabilityStatus one = answer(status, capability);
    return one.value() == null ? one.state().name() : one.state() + " " + one.value();
  }

  /** The UUID on the medium, by blkid(8). */
  static String uuidOf(LoopFilesystem made) {
    return Shell.run("blkid", "-p", "-s", "UUID", "-o", "value", made.image().toString()).strip();
  }
}
