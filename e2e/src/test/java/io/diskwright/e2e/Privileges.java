package io.diskwright.e2e;

import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityGuide;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the probe learns with which rights; LeastPrivilegeIT measures what is said of the
 * capabilities.
 */
final class Privileges {
  /** Rights that a process may have. Each has what those before it have. */
  enum Tier {
    /**
     * Not root, no Linux capability, nothing mounted but the target, and /proc and /sys to read.
     */
    User("ordinary user"),
    /** The same as root: what the DaemonSet has by default. */
    RootWithoutCapabilities("root, `drop: [ALL]`"),
    /** CAP_SYS_ADMIN, CAP_SYS_RAWIO and /dev: the device tier. */
    Device("root, SYS_ADMIN, SYS_RAWIO, `/dev`");

    final String head;

    Tier(String head) {
      this.head = head;
    }
  }

  /** Something told of a device that is no capability, and by which tiers. */
  private record Further(String what, Set<Tier> tiers, String how) {}

  private static final Set<Tier> EVERY = EnumSet.allOf(Tier.class);
  private static final Set<Tier> DEVICE = EnumSet.of(Tier.Device);

  private static final List<Further> FURTHER =
      List.of(
          new Further("kind, stack, levels of RAID", EVERY, "sysfs, mountinfo"),
          new Further("degraded arrays, recorded errors of the file system", EVERY, "sysfs"),
          new Further("serial number, WWN, model", EVERY, "sysfs, where the kernel shows them"),
          new Further(
              "the same, from the disk itself",
              DEVICE,
              "SCSI VPD pages 80 and 83, ATA and NVMe identify"),
          new Further(
              "volatile cache, discard, zeroes and atomic units, from the disk itself",
              DEVICE,
              "NVMe identify, SCSI mode page 8, VPD pages B0 and B2"),
          new Further("whether the disk encrypts (Opal)", DEVICE, "ioctl(IOC_OPAL_GET_STATUS)"),
          new Further("wear, media errors, warnings", DEVICE, "NVMe health log"),
          new Further(
              "tables and fill of device-mapper: crypt, thin pool, multipath, cache",
              DEVICE,
              "ioctl(DM_TABLE_STATUS)"),
          new Further("volume groups and thin pools as targets", DEVICE, "lvm, once per change"));

  private Privileges() {}

  /** The capabilities that get an answer, Present or Absent, for a directory on a disk. */
  static Map<Tier, Set<Capability>> answered() {
    Map<Tier, Set<Capability>> answered = new EnumMap<>(Tier.class);
    // None of the calls on files of one's own takes a right; that was measured, not assumed.
    EVERY.forEach(tier -> answered.put(tier, EnumSet.allOf(Capability.class)));
    return answered;
  }

  /** What lies below the file that a loop device is on is not to be seen without that file. */
  static Set<Capability> hiddenBehindLoops() {
    return EnumSet.of(Capability.Redundancy, Capability.Encryption, Capability.PowerLossProtection);
  }

  static String section() {
    StringBuilder text =
        new StringBuilder(
            """
            ## What is learned with which rights

            The rows of capabilities are measured by `LeastPrivilegeIT`, which runs the command line in a mount namespace with nothing but the
            target, its own program, and `/proc` and `/sys` to read; so are kind and stack. The other rows need disks of their kinds. The device lab
            asks all of its devices with just the rights of the device tier, and in its cases `rights` an NVMe, a SATA and a SAS disk, LVM and dm-crypt
            without them. Encryption is Unknown without the device tier on a disk that might encrypt by itself and was not asked. The directory has to be
            writable for the one who probes; otherwise Ready is False (NotWritable) and what needs a file of one's own is Unknown, EACCES.

            """);
    text.append("| |");
    for (Tier tier : Tier.values()) {
      text.append(' ').append(tier.head).append(" |");
    }
    text.append(" by |\n|---|---|---|---|---|\n");
    Map<Tier, Set<Capability>> answered = answered();
    for (CapabilityGuide guide : CapabilityGuide.all()) {
      row(
          text,
          guide.capability().name(),
          tier -> java.util.Objects.requireNonNull(answered.get(tier)).contains(guide.capability()),
          "see above");
    }
    FURTHER.forEach(one -> row(text, one.what, one.tiers::contains, one.how));
    return text.append(
            """

            So a directory pool needs no right at all beyond its directory, and that is what the DaemonSet has. The device tier adds what only the
            disk itself can tell, as a second source beside what the kernel believes, and volume groups as targets:
            `kubectl apply --server-side -k deploy/device-tier`. Each line of
            [its component](../deploy/kustomize/device-tier/agent.yaml) says what it is for. The container is privileged, because the device
            cgroup refuses disks to every other, and gives up all capabilities but SYS_ADMIN and SYS_RAWIO before the agent starts; still, who takes
            over the agent then owns the node. Take it where volume groups are to be seen, or where identity and power-loss protection must
            come from the disk.

            To make volumes these rights are not enough. It was tried in the device lab, with lvm 2.03.16 in mount and IPC namespaces of its own, `/dev`
            of the host and an empty `/run`. `lvcreate` ends with `/dev/vg1/a: not found: device not cleared`, by lvm's defaults and with
            `activation/udev_sync=0`: udev of the host makes the name later than lvm looks for it. With `activation/udev_rules=0` lvm makes the name
            itself, and `mknod` fails; with CAP_MKNOD besides, a linear volume was made. raid1 and thin volumes were not tried so. So images in volume
            groups are made on the host only, by the command line. A container that makes them has to share `/run/lock/lvm` with its host, too: lvm
            locks groups by files there.

            What a device is asked, it is asked by reading. BLKDISCARD, BLKSECDISCARD and BLKZEROOUT are not called for it: there is no way to try them
            on a device without destroying what is on it. Their limits are read instead: `queue/discard_max_bytes`, `discard_granularity` and
            `write_zeroes_max_bytes`, and, with the rights, what the disk itself says (NVMe ONCS, SCSI VPD pages B0 and B2). What is done in earnest,
            fallocate with PUNCH_HOLE, ZERO_RANGE and WRITE_ZEROES, is done to nameless files of one's own.

            Of a file system on a loop device, what lies below the file is seen only where the file itself can be reached: else Redundancy, Encryption
            and PowerLossProtection are Unknown, whatever the rights.
            """)
        .toString();
  }

  private static void row(
      StringBuilder text, String what, java.util.function.Predicate<Tier> told, String how) {
    text.append("| ").append(what).append(" |");
    Arrays.stream(Tier.values())
        .forEach(tier -> text.append(' ').append(told.test(tier) ? "✓" : "–").append(" |"));
    text.append(' ').append(how).append(" |\n");
  }
}
