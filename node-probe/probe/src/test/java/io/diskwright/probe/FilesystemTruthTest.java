package io.diskwright.probe;

import static io.diskwright.planner.Capability.AtomicWrites;
import static io.diskwright.planner.Capability.Checksumming;
import static io.diskwright.planner.Capability.Cloning;
import static io.diskwright.planner.Capability.Compression;
import static io.diskwright.planner.Capability.CopyOffload;
import static io.diskwright.planner.Capability.Deduplication;
import static io.diskwright.planner.Capability.DirectIo;
import static io.diskwright.planner.Capability.Discard;
import static io.diskwright.planner.Capability.Encryption;
import static io.diskwright.planner.Capability.ExtentMapping;
import static io.diskwright.planner.Capability.OverwriteInPlace;
import static io.diskwright.planner.Capability.PowerLossProtection;
import static io.diskwright.planner.Capability.Preallocation;
import static io.diskwright.planner.Capability.Redundancy;
import static io.diskwright.planner.Capability.Snapshotting;
import static io.diskwright.planner.Capability.ThinProvisioning;
import static io.diskwright.planner.Capability.WriteZeroes;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.CapabilityStatus;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.StackLayer;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import io.diskwright.planner.DeviceKind;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real file systems against what their own documentation says they do. */
class FilesystemTruthTest {
  private static final Map<Capability, String> EVERY_LOCAL =
      Map.of(ThinProvisioning, "", Preallocation, "", Discard, "", DirectIo, "*");

  private static final Map<Capability, String> REFLINK =
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
  private static final List<Capability> NOT_THE_FILESYSTEMS =
      List.of(AtomicWrites, Redundancy, Encryption, PowerLossProtection);

  private static StorageDeviceStatus probe(Path directory) {
    return Probing.probe(directory).getStatus();
  }

  /** What is Present of what the file system decides, with values; "*" for any value. */
  @SafeVarargs
  private static void assertHas(StorageDeviceStatus status, Map<Capability, String>... expected) {
    Map<Capability, String> wanted = new TreeMap<>();
    List.of(expected).forEach(wanted::putAll);
    Map<Capability, String> found = new TreeMap<>();
    for (CapabilityStatus one : status.capabilities()) {
      assertThat(one.state()).as(one.toString()).isNotEqualTo(CapabilityState.Unknown);
      if (one.state() == CapabilityState.Present && !NOT_THE_FILESYSTEMS.contains(one.name())) {
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

  private static void assertEmpty(Path directory) {
    assertThat(directory.toFile().list((d, name) -> !name.equals("lost+found"))).isEmpty();
  }

  @Test
  void shouldSeeExt4OfEveryBlockSize() {
    for (String block : List.of("1024", "4096")) {
      try (LoopFilesystem made = LoopFilesystem.of("ext4").mkfs("-b", block).make()) {
        StorageDeviceStatus status = probe(made.directory());
        assertHas(
            status,
            EVERY_LOCAL,
            Map.of(WriteZeroes, "", OverwriteInPlace, "native", ExtentMapping, ""));
        assertThat(status.properties()).containsEntry("filesystem", "ext4");
        assertThat(status.properties()).containsEntry("blockSize", block);
        assertThat(status.identity().filesystemUuid()).isEqualTo(uuidOf(made));
        assertEmpty(made.directory());
      }
    }
  }

  private static String uuidOf(LoopFilesystem made) {
    return Shell.run("blkid", "-p", "-s", "UUID", "-o", "value", made.image().toString()).strip();
  }

  @Test
  void shouldSeeXfsWithReflink() {
    try (LoopFilesystem made = LoopFilesystem.of("xfs").mkfs("-m", "reflink=1").make()) {
      StorageDeviceStatus status = probe(made.directory());
      assertHas(
          status,
          EVERY_LOCAL,
          REFLINK,
          Map.of(WriteZeroes, "", OverwriteInPlace, "native", ExtentMapping, ""));
      assertThat(status.properties()).containsEntry("reflink", "true");
      assertThat(status.identity().filesystemUuid()).isEqualTo(uuidOf(made));
      assertEmpty(made.directory());
    }
  }

  @Test
  void shouldSeeXfsWithoutReflink() {
    try (LoopFilesystem made = LoopFilesystem.of("xfs").mkfs("-m", "reflink=0").make()) {
      StorageDeviceStatus status = probe(made.directory());
      assertHas(
          status,
          EVERY_LOCAL,
          Map.of(WriteZeroes, "", OverwriteInPlace, "native", ExtentMapping, ""));
      assertThat(status.properties()).containsEntry("reflink", "false");
    }
  }

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

  @Test
  void shouldSeeWhatTmpfsCannotDo(@TempDir Path home) {
    Requires.root();
    Shell.run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", home.toString());
    try {
      StorageDeviceStatus status = probe(home);
      assertHas(
          status,
          Map.of(ThinProvisioning, "", Preallocation, "", Discard, "", OverwriteInPlace, "native"),
          directIoIfTmpfsHasIt(status));
      assertThat(status.kind()).isEqualTo(DeviceKind.Memory);
      assertThat(status.has()).doesNotContain(PowerLossProtection, Redundancy, Encryption);
      assertThat(status.capacity().totalBytes()).isEqualTo(16 << 20);
      assertThat(status.identity().filesystemUuid()).isNotEmpty();
      assertEmpty(home);
    } finally {
      Shell.run("umount", home.toString());
    }
  }

  /** Since Linux 6.6. */
  private static Map<Capability, String> directIoIfTmpfsHasIt(StorageDeviceStatus status) {
    String[] kernel = status.properties().getOrDefault("kernel", "0.0").split("[.-]");
    int version = Integer.parseInt(kernel[0]) * 100 + Integer.parseInt(kernel[1]);
    return version >= 606 ? Map.of(DirectIo, "*") : Map.of();
  }

  @Test
  void shouldSeeThroughAnOverlay(@TempDir Path home) throws IOException {
    Requires.filesystem("overlay");
    try (LoopFilesystem xfs = LoopFilesystem.of("xfs").mkfs("-m", "reflink=1").make()) {
      for (String name : List.of("lower", "upper", "work")) {
        Files.createDirectory(xfs.directory().resolve(name));
      }
      String options = "lowerdir=%1$s/lower,upperdir=%1$s/upper,workdir=%1$s/work";
      Shell.run(
          "mount", "-t", "overlay", "-o", options.formatted(xfs.directory()), "o", home.toString());
      try {
        StorageDeviceStatus status = probe(home);
        assertThat(status.has())
            .contains(ThinProvisioning, Preallocation, Discard, Cloning, OverwriteInPlace)
            .doesNotContain(Checksumming, Compression);
        assertThat(status.properties()).containsEntry("filesystem", "overlay");
        assertThat(status.properties()).containsEntry("upperFilesystem", "xfs");
        assertThat(status.stack()).extracting(StackLayer::name).endsWith("xfs", "overlay");
        assertEmpty(xfs.directory().resolve("upper"));
      } finally {
        Shell.run("umount", home.toString());
      }
    }
  }

  @Test
  void shouldFollowALoopDownToItsDisk() {
    try (LoopFilesystem made = LoopFilesystem.of("ext4").make()) {
      List<StackLayer> stack = probe(made.directory()).stack();
      String loop = Path.of(made.device()).getFileName().toString();
      assertThat(stack.getLast()).isEqualTo(new StackLayer("ext4", "filesystem", null));
      assertThat(stack.get(stack.size() - 2)).isEqualTo(new StackLayer(loop, "loop", null));
      assertThat(stack.get(stack.size() - 3).type()).isEqualTo("filesystem");
    }
  }

  @Test
  void shouldSayTheSameTwice() {
    try (LoopFilesystem made = LoopFilesystem.of("btrfs").make()) {
      var first = Probing.probe(made.directory());
      assertThat(Probing.probe(made.directory())).isEqualTo(first);
      assertThat(Probing.probe(made.directory()).getStatus()).isEqualTo(first.getStatus());
    }
  }
}
