package io.diskwright.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.api.v1alpha1.Observation;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import io.diskwright.planner.DeviceKind;
import io.diskwright.probe.device.DiskReport;
import io.diskwright.probe.device.Fact;
import io.diskwright.probe.device.Hardware;
import io.diskwright.probe.device.Refusal;
import io.diskwright.probe.device.Trait;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is made of the disks' answers. */
class DiskProbeTest {
  private static final String VWC = "ioctl(NVME_IOCTL_ADMIN_CMD, Get Features 06h)";
  private static final String SYSFS = "/sys/block/*/queue/write_cache";

  private static Fact said(Trait trait, String value) {
    return new Fact(trait, value, EvidenceSource.SystemCall, VWC, "said " + value);
  }

  private static Fact believed(Trait trait, String value) {
    return new Fact(trait, value, EvidenceSource.Sysfs, SYSFS, "believed " + value);
  }

  private static Refusal refused(Trait trait, String result) {
    return new Refusal(Set.of(trait), "open(/dev/sda)", result, "could not be asked");
  }

  private static DiskReport disk(String name, Object... told) {
    return new DiskReport(
        name,
        List.of(told).stream().filter(Fact.class::isInstance).map(Fact.class::cast).toList(),
        List.of(told).stream().filter(Refusal.class::isInstance).map(Refusal.class::cast).toList());
  }

  private static Layer layer(String name, @Nullable String transport) {
    return new Layer(name, "disk", transport, Path.of("/sys/devices/x", name), List.of(), null);
  }

  private static Finding ask(Capability capability, DiskReport... disks) {
    Findings out = new Findings();
    Finding before =
        Finding.absent("ioctl(FS_IOC_GET_ENCRYPTION_POLICY_EX)", "ENOTTY", "no layer encrypts");
    for (Capability one : Capability.values()) {
      out.put(one, before);
    }
    List<Layer> below = List.of(disks).stream().map(disk -> layer(disk.name(), "nvme")).toList();
    Stack stack = new Stack(Layer.of("ext4", "filesystem", below));
    DiskReport top = disk("md0", believed(Trait.LogicalBlock, "512"), said(Trait.Discard, "true"));
    DiskProbe.ask(stack, new Hardware(List.of(disks), top), out);
    return out.get(capability);
  }

  @Test
  void shouldLetTheCallWinOverSysfs() {
    Finding finding =
        ask(
            Capability.PowerLossProtection,
            disk("sda", said(Trait.VolatileCache, "false"), believed(Trait.VolatileCache, "true")));
    assertThat(finding.state()).isEqualTo(CapabilityState.Present);
    assertThat(finding.evidence().source()).isEqualTo(EvidenceSource.SystemCall);
    assertThat(finding.evidence().result()).isEqualTo("sda: said false");
    assertThat(finding.others())
        .containsExactly(
            new Observation(
                EvidenceSource.Sysfs, SYSFS, "sda: believed true", CapabilityState.Absent, null));
  }

  @Test
  void shouldNeedEveryDiskForSafetyAtPowerLoss() {
    DiskReport safe = disk("sda", said(Trait.VolatileCache, "false"));
    DiskReport unsafe = disk("sdb", believed(Trait.VolatileCache, "true"));
    DiskReport silent = disk("sdc", refused(Trait.VolatileCache, "EPERM"));
    Capability power = Capability.PowerLossProtection;
    assertThat(ask(power, safe).state()).isEqualTo(CapabilityState.Present);
    assertThat(ask(power, safe, unsafe).state()).isEqualTo(CapabilityState.Absent);
    assertThat(ask(power, safe, silent).state()).isEqualTo(CapabilityState.Unknown);
    assertThat(ask(power, silent, unsafe).state()).isEqualTo(CapabilityState.Absent);
    assertThat(ask(power, silent).evidence().result()).isEqualTo("EPERM");
    assertThat(ask(power, silent).evidence().call()).isEqualTo("open(/dev/sda)");
    assertThat(ask(power, disk("sdd")).evidence().result()).isEqualTo("sdd: not there");
  }

  @Test
  void shouldKeepBesideTheAnswerWhatCouldNotBeAsked() {
    Finding finding =
        ask(
            Capability.PowerLossProtection,
            disk(
                "sda",
                believed(Trait.VolatileCache, "true"),
                refused(Trait.VolatileCache, "EACCES")));
    assertThat(finding.state()).isEqualTo(CapabilityState.Absent);
    assertThat(finding.evidence().source()).isEqualTo(EvidenceSource.Sysfs);
    assertThat(finding.others()).extracting(Observation::result).containsExactly("sda: EACCES");
  }

  @Test
  void shouldCallItEncryptedOnlyWhenEveryDiskLocks() {
    DiskReport locks = disk("sda", said(Trait.OpalLocking, "true"));
    DiskReport open = disk("sdb", said(Trait.OpalLocking, "false"));
    DiskReport hidden = disk("sdc", refused(Trait.OpalLocking, "EPERM"));
    DiskReport old = disk("sdd", refused(Trait.OpalLocking, "ENOTTY"));
    Capability encryption = Capability.Encryption;
    Finding yes = ask(encryption, locks);
    assertThat(yes.state()).isEqualTo(CapabilityState.Present);
    assertThat(yes.value()).isEqualTo("opal");
    assertThat(yes.evidence().detail()).contains("locking enabled");
    assertThat(yes.others()).extracting(Observation::result).containsExactly("ENOTTY");
    assertThat(ask(encryption, locks, open).state()).isEqualTo(CapabilityState.Absent);
    assertThat(ask(encryption, open, hidden).state()).isEqualTo(CapabilityState.Absent);
    assertThat(ask(encryption, old).state()).isEqualTo(CapabilityState.Absent);
    Finding unknown = ask(encryption, locks, hidden);
    assertThat(unknown.state()).isEqualTo(CapabilityState.Unknown);
    assertThat(unknown.evidence().result()).isEqualTo("EPERM");
    assertThat(ask(encryption, hidden).others()).hasSize(1); // what the file system said
    assertThat(ask(encryption, disk("vda")).state()).isEqualTo(CapabilityState.Absent);
  }

  @Test
  void shouldPutTheDevicesWordBesideWhatFilesShowed() {
    Finding discard =
        ask(Capability.Discard, disk("sda", said(Trait.Discard, "false")), disk("sdb"));
    assertThat(discard.evidence().call()).contains("ENCRYPTION"); // what was there stays
    assertThat(discard.others())
        .extracting(one -> one.result() + " " + one.state())
        .containsExactly("md0: said true Present", "sda: said false Absent");
    Finding atomic =
        ask(
            Capability.AtomicWrites,
            disk("sda", said(Trait.AtomicWrite, "512"), believed(Trait.AtomicWrite, "131072")));
    assertThat(atomic.others())
        .extracting(Observation::state)
        .containsExactly(CapabilityState.Absent, CapabilityState.Present);
  }

  private static DeviceKind kind(@Nullable String transport, Object... told) {
    Hardware hardware = new Hardware(List.of(disk("sda", told)), null);
    return IdentityReader.kindOf(hardware, layer("sda", transport));
  }

  @Test
  void shouldTellTheKindByWhatTheDiskSaysOfItsRotation() {
    Fact rotates = believed(Trait.Rotational, "true");
    Fact still = believed(Trait.Rotational, "false");
    assertThat(kind("sata", said(Trait.RotationRate, "7200"), still))
        .isEqualTo(DeviceKind.HardDisk);
    assertThat(kind("sas", said(Trait.RotationRate, "1"), rotates))
        .isEqualTo(DeviceKind.SolidState);
    assertThat(kind("iscsi", rotates)).isEqualTo(DeviceKind.HardDisk);
    assertThat(kind("fc", still)).isEqualTo(DeviceKind.SolidState);
    assertThat(kind("virtio", said(Trait.RotationRate, "7200"))).isEqualTo(DeviceKind.Virtual);
    assertThat(kind("usb", said(Trait.RotationRate, "7200"))).isEqualTo(DeviceKind.UsbDrive);
    assertThat(kind("nvme", rotates)).isEqualTo(DeviceKind.SolidState);
    assertThat(kind(null, said(Trait.RotationRate, "1"))).isEqualTo(DeviceKind.SolidState);
    assertThat(kind(null, rotates)).isEqualTo(DeviceKind.Virtual);
    assertThat(kind(null, still)).isEqualTo(DeviceKind.Virtual);
  }

  @Test
  void shouldPublishWhatTheDisksSay() {
    TreeMap<String, String> all = new TreeMap<>();
    DiskReport one =
        disk(
            "sda",
            said(Trait.RotationRate, "1"),
            said(Trait.VolatileCache, "false"),
            said(Trait.EnduranceUsed, "3"),
            said(Trait.Firmware, "A1"));
    DiskReport two =
        disk(
            "sdb",
            said(Trait.RotationRate, "1"),
            believed(Trait.VolatileCache, "true"),
            said(Trait.EnduranceUsed, "12"),
            said(Trait.Firmware, "A2"));
    DiskProperties.read(new Hardware(List.of(one, two), two), all);
    assertThat(all)
        .containsEntry("rotationRate", "1")
        .containsEntry("firmware", "A1,A2")
        .containsEntry("writeCache", "write back")
        .containsEntry("nvmeEndurancePercentUsed", "12")
        .doesNotContainKeys("thinProvisioned", "optimalIoSize");
    DiskProperties.read(new Hardware(List.of(one), null), all);
    assertThat(all).containsEntry("writeCache", "write through");
  }

  @Test
  void shouldTellWhenADiskSaysThatItFails() {
    DiskReport hot = disk("nvme0n1", said(Trait.CriticalWarning, "2"));
    assertThat(DiskHealth.failing(new Hardware(List.of(hot, disk("sda")), null))).isNull();
    DiskReport worn = disk("nvme1n1", said(Trait.CriticalWarning, "11"));
    assertThat(DiskHealth.failing(new Hardware(List.of(hot, worn), null)))
        .isEqualTo(
            "nvme1n1 says: its spare blocks are running out; nvme1n1 says: its medium is read-only"
                + " now");
  }
}
