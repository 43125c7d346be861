package io.diskwright.probe;

import static io.diskwright.planner.Capability.Checksumming;
import static io.diskwright.planner.Capability.Compression;
import static io.diskwright.planner.Capability.ExtentMapping;
import static io.diskwright.planner.Capability.OverwriteInPlace;
import static io.diskwright.planner.Capability.ProjectQuota;
import static io.diskwright.planner.Capability.Redundancy;
import static io.diskwright.planner.Capability.WriteZeroes;
import static io.diskwright.probe.Truth.EVERY_LOCAL;
import static io.diskwright.probe.Truth.REFLINK;
import static io.diskwright.probe.Truth.answer;
import static io.diskwright.probe.Truth.assertEmpty;
import static io.diskwright.probe.Truth.assertHas;
import static io.diskwright.probe.Truth.probe;
import static io.diskwright.probe.Truth.said;
import static io.diskwright.probe.Truth.uuidOf;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.Observation;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.planner.Capability;
import io.diskwright.testing.LoopDisks;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Mounted;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real btrfs on one and on several devices, beside what its own tools say. */
class BtrfsTruthTest {
  @Test
  void shouldSeeBtrfsWithItsChecksum() {
    for (String[] sum : new String[][] {{"crc32c", "crc32c"}, {"xxhash", "xxhash64"}}) {
      try (LoopFilesystem made = LoopFilesystem.of("btrfs").mkfs("--csum", sum[0]).make()) {
        StorageDeviceStatus status = probe(made.directory());
        assertHas(
            status,
            EVERY_LOCAL,
            REFLINK,
            Map.of(WriteZeroes, "", OverwriteInPlace, "nocow", ExtentMapping, ""),
            Map.of(Checksumming, sum[1]));
        assertThat(status.identity().filesystemUuid()).isEqualTo(uuidOf(made));
        assertThat(status.properties()).containsEntry("dataProfile", "single");
        assertEmpty(made.directory());
      }
    }
  }

  @Test
  void shouldSeeThatNodatacowLosesChecksums() {
    try (LoopFilesystem made = LoopFilesystem.of("btrfs").mount("nodatacow").make()) {
      assertHas(
          probe(made.directory()),
          EVERY_LOCAL,
          REFLINK,
          Map.of(WriteZeroes, "", OverwriteInPlace, "native", ExtentMapping, ""));
    }
  }

  @Test
  void shouldSeeThatNodatasumLosesChecksumsOnly() {
    try (LoopFilesystem made = LoopFilesystem.of("btrfs").mount("nodatasum").make()) {
      assertHas(
          probe(made.directory()),
          EVERY_LOCAL,
          REFLINK,
          Map.of(WriteZeroes, "", OverwriteInPlace, "nocow", ExtentMapping, ""));
    }
  }

  @Test
  void shouldSeeCompressionAsMountedAndAsSetOnTheDirectory() throws IOException {
    try (LoopFilesystem made = LoopFilesystem.of("btrfs").mount("compress=zstd:5").make()) {
      assertHas(
          probe(made.directory()),
          EVERY_LOCAL,
          REFLINK,
          Map.of(WriteZeroes, "", OverwriteInPlace, "nocow", ExtentMapping, ""),
          Map.of(Checksumming, "crc32c", Compression, "zstd"));
    }
    try (LoopFilesystem made = LoopFilesystem.of("btrfs").make()) {
      Path lzo = Files.createDirectory(made.directory().resolve("lzo"));
      Path nocow = Files.createDirectory(made.directory().resolve("nocow"));
      Shell.run("btrfs", "property", "set", lzo.toString(), "compression", "lzo");
      Shell.run("chattr", "+C", nocow.toString());
      assertHas(
          probe(lzo),
          EVERY_LOCAL,
          REFLINK,
          Map.of(WriteZeroes, "", ExtentMapping, ""), // chattr(1): +c and +C exclude each other
          Map.of(Checksumming, "crc32c", Compression, "lzo"));
      assertHas(
          probe(nocow),
          EVERY_LOCAL,
          REFLINK,
          Map.of(WriteZeroes, "", OverwriteInPlace, "native", ExtentMapping, ""));
    }
  }

  private static final Map<Capability, String> BTRFS =
      Map.of(WriteZeroes, "", OverwriteInPlace, "nocow", ExtentMapping, "", Checksumming, "crc32c");

  /** Data and metadata profiles, the devices they take, what that makes of Redundancy. */
  @ParameterizedTest
  @CsvSource({
    "single, single, 1, Absent single",
    "dup, dup, 1, Absent dup",
    "raid0, raid1, 2, Absent raid0",
    "raid1, raid1, 2, Present raid1",
    "raid1, single, 2, Absent raid1",
    "raid1, dup, 2, Absent raid1",
    "single, raid1, 2, Absent single",
    "raid10, raid10, 4, Present raid10",
    "raid1c3, raid1c3, 3, Present raid1c3",
    "raid1c3, raid1, 3, Present raid1c3",
    "raid1c4, raid1c4, 4, Present raid1c4",
    "raid5, raid1, 3, Present raid5",
    "raid6, raid1c3, 4, Present raid6"
  })
  void shouldSeeTheProfilesOfDataAndMetadata(
      String data, String metadata, int devices, String redundancy) {
    try (LoopDisks disks = LoopDisks.make(devices, 400 << 20)) {
      try (Mounted made = mkfs(disks, data, metadata, "defaults")) {
        StorageDeviceStatus status = probe(made.directory());
        assertHas(status, EVERY_LOCAL, REFLINK, BTRFS);
        assertThat(said(status, Redundancy)).isEqualTo(redundancy);
        assertThat(answer(status, Redundancy).evidence().result())
            .contains("data " + data, "metadata " + metadata, devices + " device");
        assertThat(status.properties())
            .containsEntry("dataProfile", data)
            .containsEntry("metadataProfile", metadata)
            .doesNotContainKey("missingDevices");
        assertThat(Shell.run("btrfs", "filesystem", "df", made.directory().toString()))
            .containsIgnoringCase("Data, " + data + ":")
            .containsIgnoringCase("Metadata, " + metadata + ":");
        assertThat(status.stack().stream().filter(l -> l.type().equals("loop"))).hasSize(devices);
      }
    }
  }

  private static Mounted mkfs(LoopDisks disks, String data, String metadata, String options) {
    Requires.command("mkfs.btrfs");
    List<String> command =
        new ArrayList<>(List.of("mkfs.btrfs", "-q", "-f", "-d", data, "-m", metadata));
    command.addAll(disks.devices());
    Shell.run(command);
    Shell.run("btrfs", "device", "scan");
    return Mounted.of("btrfs", options, disks.devices().getFirst());
  }

  /** Two partitions of one disk: when the disk dies, both copies are gone. */
  @Test
  void shouldNotCallTwoCopiesOnOneDiskRedundant() {
    Requires.command("addpart");
    try (LoopDisks disks = LoopDisks.make(1, 900 << 20)) {
      String disk = disks.devices().getFirst();
      Shell.run("addpart", disk, "1", "2048", "819200");
      Shell.run("addpart", disk, "2", "821248", "819200");
      Requires.that(Files.exists(Path.of(disk + "p2")), "this kernel makes no partitions of loops");
      Shell.run("mkfs.btrfs", "-q", "-f", "-d", "raid1", "-m", "raid1", disk + "p1", disk + "p2");
      Shell.run("btrfs", "device", "scan");
      try (Mounted made = Mounted.of("btrfs", "defaults", disk + "p1")) {
        StorageDeviceStatus status = probe(made.directory());
        assertThat(said(status, Redundancy)).isEqualTo("Absent raid1");
        assertThat(answer(status, Redundancy).evidence().detail()).contains("one disk");
      } finally {
        Shell.run("delpart", disk, "1");
        Shell.run("delpart", disk, "2");
      }
    }
  }

  /** A file on it, a loop over the file, another file system on that. */
  @ParameterizedTest
  @CsvSource({"raid1, raid1, Present raid1", "raid1, single, Absent", "single, single, Absent"})
  void shouldBeSeenBelowAnotherFileSystem(String data, String metadata, String redundancy)
      throws IOException {
    try (LoopDisks disks = LoopDisks.make(2, 400 << 20);
        Mounted btrfs = mkfs(disks, data, metadata, "defaults")) {
      Path image = Files.createFile(btrfs.directory().resolve("image"));
      Shell.run("truncate", "-s", "64M", image.toString());
      Shell.run("mkfs.ext4", "-q", image.toString());
      try (Mounted above = Mounted.of("ext4", "loop", image.toString())) {
        StorageDeviceStatus status = probe(above.directory());
        assertThat(said(status, Redundancy)).isEqualTo(redundancy);
        assertThat(status.stack().stream().filter(l -> l.type().equals("loop"))).hasSize(3);
      }
    }
  }

  @Test
  void shouldSeeThatALostDeviceTakesTheRedundancyAlong() {
    try (LoopDisks disks = LoopDisks.make(2, 400 << 20)) {
      mkfs(disks, "raid1", "raid1", "defaults").close();
      disks.detach(disks.devices().getLast());
      Shell.run("btrfs", "device", "scan", "--forget");
      try (Mounted made = Mounted.of("btrfs", "degraded", disks.devices().getFirst())) {
        StorageDeviceStatus status = probe(made.directory());
        assertThat(said(status, Redundancy)).isEqualTo("Absent raid1");
        assertThat(answer(status, Redundancy).evidence().result())
            .contains("1 of 2 devices missing");
        assertThat(status.properties()).containsEntry("missingDevices", "1");
        assertThat(status.properties().get("mountOptions")).contains("degraded");
        assertThat(requireNonNull(Conditions.find(status.conditions(), "Healthy")).getReason())
            .isEqualTo("Degraded");
      }
    }
  }

  @Test
  void shouldStayRedundantWhenOneOfThreeCopiesIsLost() {
    try (LoopDisks disks = LoopDisks.make(3, 400 << 20)) {
      mkfs(disks, "raid1c3", "raid1c3", "defaults").close();
      disks.detach(disks.devices().getLast());
      Shell.run("btrfs", "device", "scan", "--forget");
      Shell.run("btrfs", "device", "scan");
      try (Mounted made = Mounted.of("btrfs", "degraded", disks.devices().getFirst())) {
        assertThat(said(probe(made.directory()), Redundancy)).isEqualTo("Present raid1c3");
      }
    }
  }

  /** Mount options, then what is set on the directory, then what comes of it. */
  @ParameterizedTest
  @CsvSource({
    "compress=zstd:5, , Present zstd",
    "compress-force=lzo, , Present lzo",
    "compress=zlib, btrfs property set DIR compression zstd, Present zstd",
    "noatime, btrfs property set DIR compression lzo, Present lzo",
    "noatime, chattr +c DIR, Present zlib",
    "compress=zstd, chattr +m DIR, Absent",
    "compress-force=zstd, chattr +m DIR, Present zstd",
    "compress=zstd, chattr +C DIR, Absent",
    "'compress=zstd,nodatasum', , Absent",
    "'compress=zstd,nodatacow', , Absent",
    "noatime, , Absent"
  })
  void shouldSayOfCompressionWhatBecomesOfData(String options, String command, String truth)
      throws IOException {
    try (LoopFilesystem made = LoopFilesystem.of("btrfs").mount(options).make()) {
      Path directory = Files.createDirectory(made.directory().resolve("d"));
      if (command != null) {
        Shell.run(command.replace("DIR", directory.toString()).split(" "));
      }
      assertThat(said(probe(directory), Compression)).isEqualTo(truth);
      Path file = Files.writeString(directory.resolve("f"), "a".repeat(1 << 20));
      Shell.run("sync", file.toString());
      boolean compressed = Shell.run("filefrag", "-v", file.toString()).contains("encoded");
      assertThat(truth.startsWith("Present")).isEqualTo(compressed);
    }
  }

  @Test
  void shouldNameLevelAndWhatItGoesBefore() throws IOException {
    try (LoopFilesystem made = LoopFilesystem.of("btrfs").mount("compress=zstd:5").make()) {
      assertThat(answer(probe(made.directory()), Compression).evidence().detail())
          .startsWith("level 5, ");
      Path directory = Files.createDirectory(made.directory().resolve("d"));
      Shell.run("btrfs", "property", "set", directory.toString(), "compression", "lzo");
      assertThat(answer(probe(directory), Compression).evidence().others())
          .extracting(Observation::result)
          .containsExactly("compress=zstd:5");
    }
  }

  @Test
  void shouldSeeQuotaBySubvolume() {
    try (LoopFilesystem made = LoopFilesystem.of("btrfs").make()) {
      String directory = made.directory().toString();
      assertThat(said(probe(made.directory()), ProjectQuota)).isEqualTo("Absent");
      Shell.run("btrfs", "quota", "enable", directory);
      assertThat(said(probe(made.directory()), ProjectQuota)).isEqualTo("Present qgroup");
      Shell.run("btrfs", "quota", "disable", directory);
      assertThat(said(probe(made.directory()), ProjectQuota)).isEqualTo("Absent");
      enableSimpleQuota(directory);
      assertThat(said(probe(made.directory()), ProjectQuota)).isEqualTo("Present squota");
    }
  }

  /** BTRFS_IOC_QUOTA_CTL with BTRFS_QUOTA_CTL_ENABLE_SIMPLE_QUOTA, Linux 6.7. */
  private static void enableSimpleQuota(String directory) {
    Libc libc = Libc.system();
    try (Fd fd = libc.openat(Fd.CWD, directory, Fcntl.O_RDONLY, 0)) {
      byte[] control = new byte[16];
      control[0] = 4;
      libc.ioctl(fd, 0xc0109428L, control);
    } catch (ErrnoException e) {
      Requires.that(e.errno() != Errno.EINVAL, "this kernel has no simple quota");
      throw e;
    }
  }
}
