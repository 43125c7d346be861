package io.diskwright.probe;

import static io.diskwright.planner.Capability.Checksumming;
import static io.diskwright.planner.Capability.Cloning;
import static io.diskwright.planner.Capability.DirectIo;
import static io.diskwright.planner.Capability.Discard;
import static io.diskwright.planner.Capability.Encryption;
import static io.diskwright.planner.Capability.ExtentMapping;
import static io.diskwright.planner.Capability.OverwriteInPlace;
import static io.diskwright.planner.Capability.PowerLossProtection;
import static io.diskwright.planner.Capability.Preallocation;
import static io.diskwright.planner.Capability.Redundancy;
import static io.diskwright.planner.Capability.ThinProvisioning;
import static io.diskwright.planner.Capability.WriteZeroes;
import static io.diskwright.probe.Truth.EVERY_LOCAL;
import static io.diskwright.probe.Truth.REFLINK;
import static io.diskwright.probe.Truth.answer;
import static io.diskwright.probe.Truth.assertEmpty;
import static io.diskwright.probe.Truth.assertHas;
import static io.diskwright.probe.Truth.probe;
import static io.diskwright.probe.Truth.uuidOf;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.StackLayer;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import io.diskwright.planner.DeviceKind;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Mounted;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real xfs, tmpfs and mounts that cannot be written, against what their documentation says. */
class FilesystemTruthTest {
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

  @Test
  void shouldSeeHowXfsWasMade() {
    LoopFilesystem.Builder plan =
        LoopFilesystem.of("xfs").mkfs("-b", "size=1024", "-d", "su=64k,sw=4,agcount=2");
    try (LoopFilesystem made = plan.make()) {
      StorageDeviceStatus status = probe(made.directory());
      assertHas(
          status,
          EVERY_LOCAL,
          REFLINK,
          Map.of(WriteZeroes, "", OverwriteInPlace, "native", ExtentMapping, ""));
      assertThat(status.properties())
          .containsEntry("blockSize", "1024")
          .containsEntry("sectorSize", "512")
          .containsEntry("allocationGroups", "2")
          .containsEntry("stripeUnit", "65536")
          .containsEntry("stripeWidth", "262144")
          .containsEntry(
              "fallocateModes",
              "ALLOCATE,KEEP_SIZE,PUNCH_HOLE,COLLAPSE_RANGE,ZERO_RANGE,INSERT_RANGE,UNSHARE_RANGE")
          .doesNotContainKeys("realtimeDevice", "extentSizeHint");
      String info = Shell.run("xfs_info", made.directory().toString());
      List<String> features =
          Arrays.asList(status.properties().getOrDefault("features", "").split(","));
      for (String name : List.of("crc", "ftype", "rmapbt", "reflink", "bigtime", "nrext64")) {
        assertThat(features.contains(name))
            .as(name)
            .isEqualTo(Pattern.compile("\\b" + name + "=1\\b").matcher(info).find());
      }
    }
  }

  @Test
  void shouldSeeAnExtentSizeThatTheDirectoryHandsOn() {
    try (LoopFilesystem made = LoopFilesystem.of("xfs").make()) {
      Shell.run("xfs_io", "-c", "extsize 1m", made.directory().toString());
      StorageDeviceStatus status = probe(made.directory());
      assertHas(
          status,
          EVERY_LOCAL,
          REFLINK,
          Map.of(WriteZeroes, "", OverwriteInPlace, "native", ExtentMapping, ""));
      assertThat(status.properties()).containsEntry("extentSizeHint", "1048576");
    }
  }

  @Test
  void shouldShowTheHoleToReadersToo() {
    try (LoopFilesystem made = LoopFilesystem.of("xfs").make()) {
      StorageDeviceStatus status = probe(made.directory());
      assertThat(answer(status, ThinProvisioning).evidence().others())
          .extracting(o -> o.call() + " = " + o.result() + " " + o.state())
          .containsExactly("lseek(0, SEEK_HOLE) = 0 Present");
      assertThat(answer(status, ExtentMapping).evidence().others())
          .extracting(o -> o.call() + " = " + o.result())
          .containsExactly("lseek(0, SEEK_DATA) = " + ((4 << 20) - 4096));
    }
  }

  @Test
  void shouldSeeThatTmpfsWithHugePagesStillHasHoles() {
    try (Mounted made = Mounted.of("tmpfs", "size=64m,huge=always", "tmpfs")) {
      StorageDeviceStatus status = probe(made.directory());
      assertHas(
          status,
          Map.of(ThinProvisioning, "", Preallocation, "", Discard, "", OverwriteInPlace, "native"),
          directIoIfTmpfsHasIt(status));
      assertThat(status.properties().get("mountOptions")).contains("huge=always");
      assertThat(status.properties())
          .containsEntry("fallocateModes", "ALLOCATE,KEEP_SIZE,PUNCH_HOLE");
    }
  }

  @Test
  void shouldSeeWhatRamfsCannotDo() {
    try (Mounted made = Mounted.of("ramfs", "defaults", "ramfs")) {
      StorageDeviceStatus status = probe(made.directory());
      assertThat(status.kind()).isEqualTo(DeviceKind.Memory);
      assertThat(status.has()).contains(ThinProvisioning, OverwriteInPlace);
      assertThat(status.lacks())
          .contains(Preallocation, Discard, WriteZeroes, Cloning, ExtentMapping, Checksumming);
      assertThat(status.properties()).containsEntry("fallocateModes", "none");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ext4", "xfs", "btrfs"})
  void shouldNotKnowWhatOnlyWritingShows(String type) {
    try (LoopFilesystem made = LoopFilesystem.of(type).make()) {
      made.remount("ro");
      StorageDeviceStatus status = probe(made.directory());
      for (Capability one :
          List.of(ThinProvisioning, Preallocation, Discard, WriteZeroes, Cloning, DirectIo)) {
        assertThat(answer(status, one).state()).as(one.name()).isEqualTo(CapabilityState.Unknown);
        assertThat(answer(status, one).evidence().result()).as(one.name()).isEqualTo("EROFS");
      }
      assertThat(status.properties()).doesNotContainKey("fallocateModes");
      assertThat(requireNonNull(Conditions.find(status.conditions(), "Ready")).getReason())
          .isEqualTo("ReadOnly");
    }
  }
}
