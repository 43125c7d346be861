package io.diskwright.probe;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.StackLayer;
import io.diskwright.libc.Libc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees as Linux lays them out below /sys, with the devices of a server. */
class StackTreeTest {
  private static final String NVME = "pci0000:00/0000:00:03.0/nvme/nvme0/nvme0n1";
  private static final String SATA_A =
      "pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0/block/sda";
  private static final String SATA_B =
      "pci0000:00/0000:00:1f.2/ata2/host1/target1:0:0/1:0:0:0/block/sdb";

  @TempDir Path sys;

  @BeforeEach
  void disks() {
    device(NVME, "259:0");
    device(NVME + "/nvme0n1p1", "259:1");
    file(NVME + "/nvme0n1p1/partition", "1\n");
    device(SATA_A, "8:0");
    device(SATA_B, "8:16");
  }

  private void file(String path, String text) {
    try {
      Path file = sys.resolve("devices").resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void device(String path, String number) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    file(path + "/dev", number + "\n");
    link("class/block/" + name, "../../devices/" + path);
    link("dev/block/" + number, "../../devices/" + path);
  }

  private void virtual(String name, String number, String... slaves) {
    device("virtual/block/" + name, number);
    for (String slave : slaves) {
      link("devices/virtual/block/" + name + "/slaves/" + slave, "../../../../" + slave);
    }
  }

  private void link(String path, String target) {
    try {
      Files.createDirectories(sys.resolve(path).getParent());
      Files.createSymbolicLink(sys.resolve(path), Path.of(target));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Stack read(String mountinfo) {
    Mount mount = requireNonNull(Mount.parse(mountinfo));
    Libc libc = Libc.system();
    Roots roots = new Roots(sys, sys.resolve("proc"), sys.resolve("devfs"), sys.resolve("id"));
    return new StackReader(libc, new KernelFiles(libc), roots, mountinfo).read(mount, null);
  }

  @Test
  void shouldGoFromPartitionToDisk() {
    Stack stack = read("9 1 259:1 / /a rw - xfs /dev/nvme0n1p1 rw");
    assertThat(stack.published())
        .containsExactly(
            new StackLayer("nvme0n1", "disk", "nvme"),
            new StackLayer("nvme0n1p1", "partition", null),
            new StackLayer("xfs", "filesystem", null));
    assertThat(stack.gap()).isNull();
  }

  @Test
  void shouldGoThroughLuksOnAnArray() {
    virtual("md0", "9:0", "sda", "sdb");
    file("virtual/block/md0/md/level", "raid1\n");
    file("virtual/block/md0/md/raid_disks", "2\n");
    virtual("dm-0", "253:0", "md0");
    file("virtual/block/dm-0/dm/uuid", "CRYPT-LUKS2-aa-data\n");
    file("virtual/block/dm-0/dm/name", "data\n");

    Stack stack = read("9 1 253:0 / /a rw - ext4 /dev/mapper/data rw");

    assertThat(stack.describe()).isEqualTo("sda < sdb < md0 < data < ext4");
    assertThat(stack.published()).contains(new StackLayer("md0", "raid1", null));
    assertThat(stack.everyWayPasses(StackFindings::isRedundant)).isTrue();
    assertThat(stack.everyWayPasses(l -> l.type().equals("dm-crypt"))).isTrue();
    assertThat(stack.leaves()).extracting(Layer::transport).containsExactly("sata", "sata");
  }

  @Test
  void shouldNotCallHalfAnArrayEncrypted() {
    virtual("dm-0", "253:0", "sda");
    file("virtual/block/dm-0/dm/uuid", "CRYPT-LUKS2-aa-x\n");
    virtual("dm-1", "253:1", "dm-0", "sdb");
    file("virtual/block/dm-1/dm/uuid", "LVM-xyz\n");

    Stack stack = read("9 1 253:1 / /a rw - ext4 /dev/dm-1 rw");

    assertThat(stack.has("dm-crypt")).isTrue();
    assertThat(stack.everyWayPasses(l -> l.type().equals("dm-crypt"))).isFalse();
  }

  @Test
  void shouldFindTheDeviceOfAnAnonymousNumberByItsName() {
    assertThat(read("9 1 0:44 / /a rw - btrfs /dev/sda rw").describe()).isEqualTo("sda < btrfs");
  }

  @Test
  void shouldSayWhatItCannotSee() {
    Stack none = read("9 1 7:7 / /a rw - ext4 /dev/loop7 rw");
    assertThat(none.gap()).isEqualTo("no block device is known for /dev/loop7");
    virtual("loop7", "7:7");
    file("virtual/block/loop7/loop/backing_file", "/no/such/file (deleted)\n");
    Stack blind = read("9 1 7:7 / /a rw - ext4 /dev/loop7 rw");
    assertThat(blind.gap()).isEqualTo("the file behind loop7 cannot be reached from here");
    assertThat(blind.describe()).isEqualTo("loop7 < ext4");
  }

  @Test
  void shouldEndWhenASymlinkGoesInACircle() {
    virtual("dm-0", "253:0", "dm-0");
    assertThat(read("9 1 253:0 / /a rw - ext4 /dev/dm-0 rw").gap()).contains("layers");
  }

  @Test
  void shouldNameTheServerOfANetworkFileSystem() {
    assertThat(read("9 1 0:50 / /a rw - nfs4 nas:/pool rw,vers=4.2").published())
        .isEqualTo(
            List.of(
                new StackLayer("nas:/pool", "export", null),
                new StackLayer("nfs4", "filesystem", null)));
  }
}
