package io.diskwright.probe;

import static io.diskwright.testing.LoopVolumeGroup.linear;
import static io.diskwright.testing.LoopVolumeGroup.thinPool;
import static io.diskwright.testing.LoopVolumeGroup.volume;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.api.v1alpha1.CapabilityStatus;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.diskwright.libc.Libc;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import io.diskwright.testing.LoopVolumeGroup;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Real volume groups on loop devices. Nothing is active, for that needs device-mapper. */
class VolumeGroupProbeTest {
  private static final String POOL =
      volume("pool0", 'p', true, 4, thinPool("pool0"))
          + volume("pool0_tdata", 'd', false, 4, linear("pv0", 0))
          + volume("pool0_tmeta", 'm', false, 1, linear("pv0", 4));

  private final DeviceProbe probe = new DeviceProbe(Libc.system(), Probing.CLOCK);

  private StorageDevice probe(String group, @Nullable String pool) throws ProbeException {
    ProbeTarget target = new ProbeTarget.VolumeGroup(group, pool);
    return probe.probe(new ProbeRequest(target, "node-a", "default", 10, List.of()));
  }

  private static Condition condition(StorageDevice device, String type) {
    return requireNonNull(Conditions.find(device.getStatus().conditions(), type));
  }

  @Test
  void shouldProbeAGroup() throws Exception {
    try (LoopVolumeGroup made = LoopVolumeGroup.of(2)) {
      // When
      StorageDevice device = probe(made.name(), null);

      // Then
      StorageDeviceStatus status = device.getStatus();
      String[] truth =
          Shell.run(
                  "vgs",
                  "--noheadings",
                  "--nosuffix",
                  "--units",
                  "b",
                  "-o",
                  "vg_uuid,vg_size,vg_free",
                  made.name())
              .lines()
              .toList()
              .getLast()
              .strip()
              .split("\\s+");
      assertThat(status.target().volumeGroup()).isEqualTo(made.name());
      assertThat(status.target().directory()).isNull();
      assertThat(status.identity().filesystemUuid()).isEqualTo(truth[0]);
      assertThat(status.capacity().totalBytes()).isEqualTo(Long.parseLong(truth[1]));
      assertThat(status.capacity().freeBytes()).isEqualTo(Long.parseLong(truth[2]));
      assertThat(status.capacity().allocatableBytes())
          .isEqualTo(Long.parseLong(truth[2]) - Long.parseLong(truth[1]) / 10);
      // Two equal disks: all that is free can be used for two copies.
      assertThat(status.properties()).containsEntry("mirrorableBytes", truth[2]);
      assertThat(status.stack().getLast().type()).isEqualTo("volume-group");
      assertThat(status.stack()).extracting(l -> "/dev/" + l.name()).containsAll(made.devices());
      assertThat(status.capabilities()).hasSize(Capability.values().length);
      assertThat(status.has())
          .contains(
              Capability.Preallocation,
              Capability.Snapshotting,
              Capability.DirectIo,
              Capability.OverwriteInPlace,
              Capability.ExtentMapping)
          .doesNotContain(Capability.ThinProvisioning, Capability.Cloning, Capability.Redundancy);
      assertThat(Probing.answer(device, Capability.Snapshotting).value()).isEqualTo("cow");
      assertThat(Probing.answer(device, Capability.SharedAccess).evidence().source())
          .isEqualTo(EvidenceSource.Query);
      assertThat(condition(device, "Ready").getStatus()).isEqualTo("True");
      assertThat(condition(device, "Healthy").getReason()).isEqualTo("NoFaults");
      assertThat(device.getMetadata().getName())
          .isEqualTo(probe(made.name(), null).getMetadata().getName());
    }
  }

  @Test
  void shouldProbeAThinPool() throws Exception {
    try (LoopVolumeGroup made = LoopVolumeGroup.of(2)) {
      made.write(POOL);

      StorageDevice device = probe(made.name(), "pool0");

      assertThat(device.getStatus().has())
          .contains(
              Capability.ThinProvisioning,
              Capability.Cloning,
              Capability.Snapshotting,
              Capability.Discard)
          .doesNotContain(Capability.Preallocation, Capability.ExtentMapping);
      assertThat(Probing.answer(device, Capability.Cloning).value()).isEqualTo("thin");
      assertThat(device.getStatus().stack())
          .extracting(l -> "/dev/" + l.name())
          .contains(made.devices().getFirst())
          .doesNotContain(made.devices().getLast());
      assertThat(device.getStatus().capacity().totalBytes()).isEqualTo(16 << 20);
      assertThat(device.getStatus().capacity().allocatableBytes()).isZero();
      assertThat(condition(device, "Ready").getReason()).isEqualTo("ThinPoolInactive");
      assertThatThrownBy(() -> probe(made.name(), "lin"))
          .hasMessageContaining("no thin pool of that name; it has pool0");
    }
  }

  @Test
  void shouldSayThatADiskIsMissingAndThatItIsBack() throws Exception {
    try (LoopVolumeGroup made = LoopVolumeGroup.of(2)) {
      probe(made.name(), null);
      made.detach(1);
      StorageDevice degraded = probe(made.name(), null);
      assertThat(condition(degraded, "Healthy").getReason()).isEqualTo("Degraded");
      assertThat(condition(degraded, "Ready").getReason()).isEqualTo("PhysicalVolumeMissing");
      CapabilityStatus redundancy = Probing.answer(degraded, Capability.Redundancy);
      assertThat(redundancy.state()).isEqualTo(CapabilityState.Unknown);
      assertThat(redundancy.evidence().detail()).contains("missing");

      made.attach(1);
      StorageDevice whole = probe(made.name(), null);
      assertThat(condition(whole, "Healthy").getReason()).isEqualTo("NoFaults");
      assertThat(condition(whole, "Ready").getStatus()).isEqualTo("True");
    }
  }

  @Test
  void shouldSayThatThereIsNoSuchGroup() {
    Requires.loopDevices("lvm");
    assertThatThrownBy(() -> probe("no-such-group", null))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("cannot probe no-such-group: there is no volume group");
  }
}
