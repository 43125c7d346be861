package io.diskwright.probe;

import static io.diskwright.planner.Capability.Checksumming;
import static io.diskwright.planner.Capability.Cloning;
import static io.diskwright.planner.Capability.Compression;
import static io.diskwright.planner.Capability.CopyOffload;
import static io.diskwright.planner.Capability.Discard;
import static io.diskwright.planner.Capability.Encryption;
import static io.diskwright.planner.Capability.OverwriteInPlace;
import static io.diskwright.planner.Capability.PowerLossProtection;
import static io.diskwright.planner.Capability.Preallocation;
import static io.diskwright.planner.Capability.Redundancy;
import static io.diskwright.planner.Capability.SharedAccess;
import static io.diskwright.planner.Capability.ThinProvisioning;
import static io.diskwright.planner.Capability.WriteZeroes;
import static io.diskwright.probe.Truth.answer;
import static io.diskwright.probe.Truth.assertEmpty;
import static io.diskwright.probe.Truth.probe;
import static io.diskwright.probe.Truth.said;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.StackLayer;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import io.diskwright.planner.DeviceKind;
import io.diskwright.testing.LoopDisks;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Mounted;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** File systems over others and over what is no disk: overlay, FUSE, zram, sealed images. */
class LayeredTruthTest {
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

  private static Mounted overlay(Path base) throws IOException {
    for (String name : List.of("lower", "upper", "work")) {
      Files.createDirectory(base.resolve(name));
    }
    return Mounted.of(
        "overlay",
        "lowerdir=%1$s/lower,upperdir=%1$s/upper,workdir=%1$s/work".formatted(base),
        "o");
  }

  /** What depends on the overlay itself, or on its upper directory's own file flags. */
  private static final Set<Capability> OVERLAYS_OWN = Set.of(SharedAccess);

  @ParameterizedTest
  @CsvSource({
    "ext4,",
    "ext4,data=journal",
    "xfs,",
    "btrfs,",
    "btrfs,nodatacow",
    "btrfs,compress=lzo"
  })
  void shouldSayOfAnOverlayWhatItsUpperDirectoryCanDo(String type, String options)
      throws IOException {
    Requires.filesystem("overlay");
    LoopFilesystem.Builder plan = LoopFilesystem.of(type);
    try (LoopFilesystem base = (options == null ? plan : plan.mount(options)).make();
        Mounted over = overlay(base.directory())) {
      StorageDeviceStatus below = probe(base.directory().resolve("upper"));
      StorageDeviceStatus status = probe(over.directory());
      for (Capability one : Capability.values()) {
        if (!OVERLAYS_OWN.contains(one)) {
          assertThat(said(status, one)).as(one.name()).isEqualTo(said(below, one));
        }
      }
      assertThat(status.properties()).containsEntry("upperFilesystem", type);
      assertThat(status.properties().get("fallocateModes"))
          .isEqualTo(below.properties().get("fallocateModes"));
      assertEmpty(base.directory().resolve("upper"));
    }
  }

  @Test
  void shouldSeeAnOverlayInMemory() throws IOException {
    Requires.filesystem("overlay");
    try (Mounted base = Mounted.of("tmpfs", "size=32m", "t");
        Mounted over = overlay(base.directory())) {
      StorageDeviceStatus status = probe(over.directory());
      assertThat(status.kind()).isEqualTo(DeviceKind.Memory);
      assertThat(status.has())
          .contains(ThinProvisioning, Preallocation)
          .doesNotContain(WriteZeroes);
    }
  }

  @Test
  void shouldSeeThatADiskInMemoryCompresses() throws IOException {
    Requires.root();
    Path control = Path.of("/sys/class/zram-control/hot_add");
    Requires.that(Files.exists(control), "this kernel has no zram");
    String name = "zram" + Shell.read(control).strip();
    try {
      Files.writeString(Path.of("/sys/block", name, "disksize"), "268435456");
      Shell.run("mkfs.ext4", "-q", "/dev/" + name);
      try (Mounted made = Mounted.of("ext4", "defaults", "/dev/" + name)) {
        StorageDeviceStatus status = probe(made.directory());
        String algorithms = Shell.read(Path.of("/sys/block", name, "comp_algorithm"));
        String chosen = algorithms.replaceAll("(?s).*\\[(.*)].*", "$1");
        assertThat(said(status, Compression)).isEqualTo("Present " + chosen);
        assertThat(status.kind()).isEqualTo(DeviceKind.Memory);
        assertThat(said(status, PowerLossProtection)).isEqualTo("Absent");
        assertThat(status.stack()).extracting(StackLayer::name).containsExactly(name, "ext4");
      }
    } finally {
      Files.writeString(
          Path.of("/sys/class/zram-control/hot_remove"), name.substring("zram".length()));
    }
  }

  @ParameterizedTest
  @CsvSource({"squashfs, mksquashfs", "erofs, mkfs.erofs"})
  void shouldRefuseAnImageThatIsSealed(String type, String tool, @TempDir Path home)
      throws IOException {
    Requires.loopDevices(tool);
    Requires.filesystem(type);
    Path tree = Files.createDirectory(home.resolve("tree"));
    Files.writeString(tree.resolve("f"), "x");
    Path image = home.resolve("image");
    if (type.equals("squashfs")) {
      Shell.run(tool, tree.toString(), image.toString(), "-quiet", "-no-progress");
    } else {
      Shell.run(tool, image.toString(), tree.toString());
    }
    try (Mounted made = Mounted.of(type, "loop,ro", image.toString())) {
      StorageDeviceStatus status = probe(made.directory());
      assertThat(status.has()).isSubsetOf(Redundancy, PowerLossProtection, Encryption);
      assertThat(answer(status, ThinProvisioning).evidence().result()).isEqualTo("EROFS");
      assertThat(answer(status, Checksumming).state()).isEqualTo(CapabilityState.Unknown);
      assertThat(said(status, SharedAccess)).isEqualTo("Absent");
      assertThat(requireNonNull(Conditions.find(status.conditions(), "Ready")).getReason())
          .isEqualTo("ReadOnly");
    }
  }

  @Test
  void shouldNotClaimToKnowWhatAProgramBehindFuseDoes(@TempDir Path home) throws Exception {
    Requires.loopDevices("bindfs");
    Requires.that(Files.exists(Path.of("/dev/fuse")), "there is no /dev/fuse");
    Path data = Files.createDirectory(home.resolve("data"));
    Path mount = Files.createDirectory(home.resolve("mount"));
    Shell.run("bindfs", data.toString(), mount.toString());
    try {
      StorageDeviceStatus status = probe(mount);
      assertThat(status.properties()).containsEntry("filesystem", "fuse");
      assertThat(status.has()).contains(ThinProvisioning);
      for (Capability one :
          List.of(Checksumming, Compression, Encryption, Redundancy, CopyOffload)) {
        assertThat(said(status, one)).as(one.name()).isEqualTo("Unknown");
      }
      assertThat(said(status, SharedAccess)).isEqualTo("Unknown");
      // What is unlinked while open is hidden until the program hears of the close.
      for (int i = 0; i < 50 && requireNonNull(data.toFile().list()).length > 0; i++) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
      assertEmpty(data);
    } finally {
      Shell.run("umount", mount.toString());
    }
  }

  @Test
  void shouldSeeTheDiskBelowAFuseFileSystemThatHasOne(@TempDir Path home) throws IOException {
    Requires.loopDevices("mkfs.ntfs", "ntfs-3g");
    Requires.that(Files.exists(Path.of("/dev/fuse")), "there is no /dev/fuse");
    try (LoopDisks disks = LoopDisks.make(1, 64 << 20)) {
      String disk = disks.devices().getFirst();
      Shell.run("mkfs.ntfs", "-q", "-F", disk);
      Path mount = Files.createDirectory(home.resolve("mount"));
      Shell.run("ntfs-3g", disk, mount.toString());
      try {
        StorageDeviceStatus status = probe(mount);
        assertThat(status.properties()).containsEntry("filesystem", "fuseblk");
        assertThat(said(status, SharedAccess)).isEqualTo("Absent");
        assertThat(said(status, Redundancy)).isEqualTo("Absent");
        assertThat(status.stack()).extracting(StackLayer::type).contains("loop");
        assertEmpty(mount);
      } finally {
        Shell.run("umount", mount.toString());
      }
    }
  }
}
