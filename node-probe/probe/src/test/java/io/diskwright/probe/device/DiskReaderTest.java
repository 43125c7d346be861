package io.diskwright.probe.device;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.libc.Errno;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole disks, asked through answers that were captured, and through failing calls. */
class DiskReaderTest {
  @TempDir Path root;

  private static List<String> told(DiskReport report, Trait trait) {
    return report.all(trait).stream().map(fact -> fact.source() + " " + fact.value()).toList();
  }

  private static List<String> refused(DiskReport report, Trait trait) {
    return report.refusals(trait).stream().map(no -> no.call() + " = " + no.result()).toList();
  }

  @Test
  void shouldAskAnNvmeDisk() {
    DiskReport report =
        new ScriptedDisk(root, "nvme0n1", "nvme")
            .sysfs("queue/write_cache", "write back")
            .report(null);
    assertThat(told(report, Trait.VolatileCache)).containsExactly("SystemCall true", "Sysfs true");
    assertThat(report.value(Trait.Serial)).isEqualTo("LABNVME1");
    assertThat(report.value(Trait.Wwn)).isEqualTo("eui.5254000000000001");
    assertThat(report.value(Trait.AtomicWrite)).isEqualTo("512");
    assertThat(report.value(Trait.Discard)).isEqualTo("true");
    assertThat(report.value(Trait.EnduranceUsed)).isEqualTo("0");
    assertThat(report.value(Trait.PhysicalBlock)).isEqualTo("4096");
    assertThat(report.value(Trait.OpalLocking)).isEqualTo("false");
    assertThat(report.refusals()).isEmpty();
  }

  /** NVME_QUIRK_BOGUS_NID: every disk of such a model bears the same names. */
  @Test
  void shouldTakeNoNameThatTheKernelDistrusts() {
    ScriptedDisk disk = new ScriptedDisk(root, "nvme0n1", "nvme");
    assertThat(disk.sysfs("wwid", "eui.5254000000000001\n").report(null).all(Trait.Wwn)).hasSize(2);
    disk.sysfs("wwid", "nvme.1b36-4c41424e564d4531-51454d55-00000001\n");
    assertThat(disk.report(null).all(Trait.Wwn)).isEmpty();
    assertThat(refused(disk.report(null), Trait.Wwn)).contains("/sys/block/*/wwid = distrusted");
    assertThat(disk.report(null).value(Trait.Serial)).isEqualTo("LABNVME1");
    disk.fail("open", Errno.EACCES);
    assertThat(disk.report(null).all(Trait.Wwn)).isEmpty();
  }

  @Test
  void shouldTakeTheDevicesWordBeforeTheKernels() {
    ScriptedDisk disk = new ScriptedDisk(root, "nvme0n1", "nvme").cacheFeature(0);
    DiskReport report = disk.sysfs("queue/write_cache", "write back\n").report(null);
    assertThat(told(report, Trait.VolatileCache)).containsExactly("SystemCall false", "Sysfs true");
    assertThat(requireNonNull(report.best(Trait.VolatileCache)).result()).isEqualTo("WCE 0");
  }

  @Test
  void shouldAskAnAtaDiskBehindScsi() {
    DiskReport report = new ScriptedDisk(root, "sda", "sata-ssd").copies().report("sata");
    assertThat(report.value(Trait.RotationRate)).isEqualTo("1");
    assertThat(report.all(Trait.VolatileCache))
        .extracting(fact -> fact.call() + " = " + fact.result())
        .containsExactly(
            "ioctl(SG_IO, ATA PASS-THROUGH(16) IDENTIFY DEVICE) = write cache 0",
            "ioctl(SG_IO, MODE SENSE(10) page 08h) = WCE 0");
    assertThat(report.value(Trait.Model)).isEqualTo("LAB SSD");
    assertThat(report.value(Trait.Wwn)).isEqualTo("naa.5000c500a0000003");
    assertThat(report.facts()).noneMatch(fact -> fact.call().contains("vpd_pg"));
  }

  @Test
  void shouldNotTakeAnotherDevicesAtaPageForItsOwn() {
    ScriptedDisk disk = new ScriptedDisk(root, "sdb", "scsi-debug").copies();
    DiskReport report = disk.sysfs("device/vendor", "Linux   ").report(null);
    assertThat(report.value(Trait.Model)).isEqualTo("scsi_debug");
    assertThat(report.value(Trait.AtomicWrite)).isEqualTo(Integer.toString(0x2000 * 512));
    assertThat(report.value(Trait.DiscardReadsZero)).isEqualTo("true");
    assertThat(disk.asked()).doesNotContain("vpd89", "ata");
  }

  @ParameterizedTest
  @ValueSource(ints = {Errno.EPERM, Errno.EACCES, Errno.ENOENT, Errno.ENXIO})
  void shouldFallBackToSysfsWhenTheNodeCannotBeOpened(int errno) {
    ScriptedDisk disk =
        new ScriptedDisk(root, "sda", "sata-hdd")
            .copies()
            .fail("open", errno)
            .sysfs("device/vendor", "ATA     ")
            .sysfs("queue/write_cache", "write back\n")
            .sysfs("queue/logical_block_size", "512\n");
    DiskReport report = disk.report("sata");
    assertThat(report.facts()).allMatch(fact -> fact.source() == EvidenceSource.Sysfs);
    assertThat(report.value(Trait.RotationRate)).isEqualTo("7200");
    assertThat(report.value(Trait.Wwn)).isEqualTo("naa.5000c500a0000001");
    assertThat(report.value(Trait.Model)).isEqualTo("LAB HDD 7200");
    assertThat(refused(report, Trait.VolatileCache))
        .containsExactly("open(" + root + "/dev/sda) = " + Errno.name(errno));
    assertThat(refused(report, Trait.OpalLocking)).hasSize(1);
  }

  @Test
  void shouldTakeThePagesFromSysfsWhenSgIoIsForbidden() {
    ScriptedDisk disk = new ScriptedDisk(root, "sda", "sata-hdd").copies();
    for (String answer : Set.of("inq", "opal")) {
      disk.fail(answer, Errno.EPERM);
    }
    DiskReport report = disk.report("sata");
    assertThat(report.value(Trait.RotationRate)).isEqualTo("7200");
    assertThat(refused(report, Trait.VolatileCache))
        .containsExactly("ioctl(SG_IO, INQUIRY) = EPERM");
    assertThat(refused(report, Trait.OpalLocking))
        .containsExactly("ioctl(IOC_OPAL_GET_STATUS) = EPERM");
    assertThat(told(report, Trait.LogicalBlock)).containsExactly("SystemCall 512");
  }

  @Test
  void shouldGoOnWhenOneQuestionFails() {
    ScriptedDisk disk =
        new ScriptedDisk(root, "sda", "sata-hdd").fail("ms", Errno.EIO).answer("ata", new byte[0]);
    DiskReport report = disk.answer("vpdb1", new byte[64]).report("sata");
    assertThat(refused(report, Trait.VolatileCache))
        .containsExactly(
            "ioctl(SG_IO, ATA PASS-THROUGH(16) IDENTIFY DEVICE) = sense 5/20/00",
            "ioctl(SG_IO, MODE SENSE(10) page 08h) = EIO");
    assertThat(refused(report, Trait.RotationRate))
        .contains("ioctl(SG_IO, INQUIRY page B1h) = page 0x00");
    assertThat(report.value(Trait.Discard)).isEqualTo("true");
    assertThat(report.value(Trait.Serial)).isEqualTo("LABHDD1");
    assertThat(report.value(Trait.RotationRate)).isEqualTo("7200"); // from page 89h
  }

  @Test
  void shouldRecordGarbageAsWhatItIs() {
    byte[] ones = new byte[4096];
    java.util.Arrays.fill(ones, (byte) 0xff);
    ScriptedDisk disk = new ScriptedDisk(root, "nvme0n1", "nvme").answer("idctrl", ones);
    DiskReport report =
        disk.answer("smart", new byte[512]).answer("idns", new byte[0]).report(null);
    assertThat(refused(report, Trait.VolatileCache))
        .containsExactly(
            "ioctl(NVME_IOCTL_ADMIN_CMD, Identify Controller) = only ones",
            "ioctl(NVME_IOCTL_ADMIN_CMD, Identify Namespace) = status 0x2002");
    assertThat(refused(report, Trait.EnduranceUsed))
        .contains("ioctl(NVME_IOCTL_ADMIN_CMD, Get Log Page 02h) = only zeroes");
    assertThat(report.all(Trait.VolatileCache)).isEmpty();
  }

  @Test
  void shouldAskNoOtherDevice() {
    ScriptedDisk other = new ScriptedDisk(root, "sda", "sas").node(8, 16);
    DiskReport report = other.report("sas");
    assertThat(refused(report, Trait.Wwn)).containsExactly("open(" + root + "/dev/sda) = 8:16");
    assertThat(other.asked()).containsExactly("stat");
    ScriptedDisk file = new ScriptedDisk(root, "sdb", "sas").node(-1, 0);
    assertThat(refused(file.report("sas"), Trait.Wwn))
        .containsExactly("open(" + root + "/dev/sdb) = no block device");
    assertThat(file.asked()).containsExactly("stat");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../etc/passwd", "/dev/null", "a/../../b", "a b", ""})
  void shouldNotFollowAHostileNameOfANode(String name) {
    ScriptedDisk disk =
        new ScriptedDisk(root, "sda", "sas").sysfs("uevent", "DEVNAME=" + name + "\n");
    assertThat(refused(disk.report("sas"), Trait.Wwn)).containsExactly("open = no DEVNAME");
    assertThat(disk.asked()).isEmpty();
  }

  @Test
  void shouldAskAStickNoMoreThanTheKernelDid() {
    ScriptedDisk disk = new ScriptedDisk(root, "sda", "usb-stick");
    DiskReport report = disk.report("usb");
    assertThat(disk.asked()).contains("inq").doesNotContain("vpd00", "ms", "rc16", "ata");
    assertThat(report.value(Trait.Model)).isEqualTo("QEMU HARDDISK");
    ScriptedDisk tame = new ScriptedDisk(root, "sdb", "usb-stick").copies();
    tame.report("usb");
    assertThat(tame.asked()).contains("vpd00", "vpd80", "ms", "rc16");
  }

  @Test
  void shouldFindTheSerialNumberOfAUsbDevice() {
    ScriptedDisk disk = new ScriptedDisk(root, "sda", "usb-stick");
    disk.sysfs("../idVendor", "46f4\n").sysfs("../serial", "LABUSB1\n");
    assertThat(disk.report("usb").value(Trait.Serial)).isEqualTo("LABUSB1");
    disk.sysfs("../serial", "0000000000\n");
    assertThat(disk.report("usb").value(Trait.Serial)).isNull();
  }

  @Test
  void shouldKnowOpalOnlyWhenLockingIsEnabled() {
    ScriptedDisk disk = new ScriptedDisk(root, "sda", "sas");
    assertThat(disk.report("sas").value(Trait.OpalLocking)).isEqualTo("false");
    assertThat(disk.opal(0x01 | 0x02).report("sas").value(Trait.OpalLocking)).isEqualTo("false");
    assertThat(disk.opal(0x01 | 0x04).report("sas").value(Trait.OpalLocking)).isEqualTo("false");
    assertThat(disk.opal(0x07).report("sas").value(Trait.OpalLocking)).isEqualTo("true");
    assertThat(refused(disk.opal(-1).report("sas"), Trait.OpalLocking))
        .containsExactly("ioctl(IOC_OPAL_GET_STATUS) = only ones");
  }

  @Test
  void shouldNotBelieveSysfsThatIsNoNumber() {
    ScriptedDisk disk =
        new ScriptedDisk(root, "vda", "sas")
            .fail("open", Errno.ENOENT)
            .sysfs("queue/discard_max_bytes", "many\n")
            .sysfs("queue/logical_block_size", "99999999999999999999\n")
            .sysfs("queue/write_cache", "\n")
            .sysfs("queue/rotational", "");
    assertThat(disk.report("virtio").facts()).isEmpty();
    assertThat(disk.asked()).containsExactly("stat", "open");
  }
}
