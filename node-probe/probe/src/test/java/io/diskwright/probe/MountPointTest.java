package io.diskwright.probe;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Mounted;
import io.diskwright.testing.Shell;
import io.fabric8.kubernetes.api.model.Condition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Places that are of use only while something is mounted there. */
class MountPointTest {
  @TempDir Path home;

  private static ProbeRequest request(Path directory) {
    return new ProbeRequest(directory, "node-a", "", 10, List.of()).onMountPoint(true);
  }

  private static Condition ready(StorageDevice device) {
    return requireNonNull(Conditions.find(device.getStatus().conditions(), "Ready"));
  }

  private static void assertMounted(Path directory) throws ProbeException {
    Condition ready = ready(new DeviceProbe().probe(request(directory)));
    assertThat(ready.getReason()).as(ready.getMessage()).isEqualTo("Probed");
  }

  private static void assertNotMounted(Condition ready, String why) {
    assertThat(ready.getStatus()).isEqualTo("False");
    assertThat(ready.getReason()).isEqualTo("NotMounted");
    assertThat(ready.getMessage()).contains(why).contains("mount the file system");
  }

  @Test
  void shouldRefuseADirectoryOnWhichNothingIsMounted() throws Exception {
    assertNotMounted(ready(new DeviceProbe().probe(request(home))), "nothing is mounted there");
    Path missing = home.resolve("missing");
    assertNotMounted(ready(new DeviceProbe().probeMissing(request(missing))), "does not exist");
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void shouldTakeAMountPointButNoDirectoryInIt() throws Exception {
    try (LoopFilesystem made = LoopFilesystem.of("ext4").bytes(64 << 20).make()) {
      assertMounted(made.directory());

      Path inside = Files.createDirectory(made.directory().resolve("inside"));
      assertNotMounted(
          ready(new DeviceProbe().probe(request(inside))), "mounted at " + made.directory());
      try (Mounted bound = Mounted.of("none", "bind", inside.toString())) {
        assertNotMounted(
            ready(new DeviceProbe().probe(request(bound.directory()))), "the directory /inside");
      }
      try (Mounted bound = Mounted.of("none", "bind", made.directory().toString())) {
        assertMounted(bound.directory());
      }
      Files.delete(inside);
    }
  }

  @Test
  void shouldTakeASubvolumeOfBtrfs() throws Exception {
    try (LoopFilesystem made = LoopFilesystem.of("btrfs").make()) {
      Path images = made.directory().resolve("images");
      Shell.run("btrfs", "subvolume", "create", images.toString());
      try (Mounted sub = Mounted.of("btrfs", "subvol=images", made.device())) {
        assertMounted(sub.directory());
      }
      Path inside = Files.createDirectory(images.resolve("inside"));
      try (Mounted bound = Mounted.of("none", "bind", inside.toString())) {
        assertNotMounted(
            ready(new DeviceProbe().probe(request(bound.directory()))), "/images/inside");
      }
    }
  }

  @Test
  void shouldTakeTmpfs() throws Exception {
    try (Mounted tmpfs = Mounted.of("tmpfs", "size=8m", "none")) {
      assertMounted(tmpfs.directory());
    }
  }
}
