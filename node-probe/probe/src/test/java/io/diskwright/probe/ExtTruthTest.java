package io.diskwright.probe;

import static io.diskwright.planner.Capability.DirectIo;
import static io.diskwright.planner.Capability.Discard;
import static io.diskwright.planner.Capability.Encryption;
import static io.diskwright.planner.Capability.ExtentMapping;
import static io.diskwright.planner.Capability.OverwriteInPlace;
import static io.diskwright.planner.Capability.Preallocation;
import static io.diskwright.planner.Capability.ProjectQuota;
import static io.diskwright.planner.Capability.ThinProvisioning;
import static io.diskwright.planner.Capability.WriteZeroes;
import static io.diskwright.probe.Truth.EVERY_LOCAL;
import static io.diskwright.probe.Truth.answer;
import static io.diskwright.probe.Truth.assertEmpty;
import static io.diskwright.probe.Truth.assertHas;
import static io.diskwright.probe.Truth.probe;
import static io.diskwright.probe.Truth.said;
import static io.diskwright.probe.Truth.uuidOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.ForwardingLibc;
import io.diskwright.libc.Ioctls;
import io.diskwright.libc.Libc;
import io.diskwright.planner.Capability;
import io.diskwright.testing.LoopDisks;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Mounted;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real ext2, ext3 and ext4, as mkfs and mount make them, beside what dumpe2fs says. */
class ExtTruthTest {
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

  private static final Map<Capability, String> EXT4 =
      Map.of(WriteZeroes, "", OverwriteInPlace, "native", ExtentMapping, "");

  private static String property(StorageDeviceStatus status, String name) {
    return status.properties().getOrDefault(name, "");
  }

  /** Of those that the probe speaks of, the ones on the medium. */
  private static String featuresOnTheMedium(LoopFilesystem made) {
    String features =
        Shell.run("dumpe2fs", "-h", made.image().toString())
            .lines()
            .filter(line -> line.startsWith("Filesystem features:"))
            .findFirst()
            .orElseThrow();
    Set<String> spoken =
        Set.of(
            "64bit",
            "bigalloc",
            "casefold",
            "encrypt",
            "extent",
            "has_journal",
            "inline_data",
            "metadata_csum",
            "project",
            "quota",
            "verity");
    return Arrays.stream(features.split("[: ]+"))
        .filter(spoken::contains)
        .sorted()
        .collect(Collectors.joining(","));
  }

  @ParameterizedTest
  @ValueSource(strings = {"extent", "bigalloc", "inline_data", "encrypt", "^has_journal", "^64bit"})
  void shouldSeeWhatExt4WasMadeWith(String feature) {
    try (LoopFilesystem made = LoopFilesystem.of("ext4").mkfs("-O", feature).make()) {
      StorageDeviceStatus status = probe(made.directory());
      assertHas(status, EVERY_LOCAL, EXT4);
      assertThat(property(status, "features")).isEqualTo(featuresOnTheMedium(made));
      assertThat(property(status, "extents")).isEqualTo("true");
      assertThat(property(status, "journalMode"))
          .isEqualTo(feature.equals("^has_journal") ? "" : "ordered");
      assertThat(property(status, "fallocateModes"))
          .isEqualTo("ALLOCATE,KEEP_SIZE,PUNCH_HOLE,COLLAPSE_RANGE,ZERO_RANGE,INSERT_RANGE");
    }
  }

  /** Before Linux 6.18. */
  private static final class NoTuneCall extends ForwardingLibc {
    NoTuneCall() {
      super(Libc.system());
    }

    @Override
    public int ioctl(Fd fd, long request, byte[] inOut) {
      if (request == Ioctls.EXT4_IOC_GET_TUNE_SB_PARAM) {
        throw new ErrnoException("ioctl", Errno.ENOTTY);
      }
      return super.ioctl(fd, request, inOut);
    }
  }

  @Test
  void shouldReadTheSuperblockWhereTheKernelHasNoCallForIt() {
    try (LoopFilesystem made = LoopFilesystem.of("ext4").mkfs("-O", "bigalloc,encrypt").make()) {
      StorageDeviceStatus status = Probing.probe(new NoTuneCall(), made.directory()).getStatus();
      assertThat(property(status, "features")).isEqualTo(featuresOnTheMedium(made));
    }
  }

  @Test
  void shouldSeeTheClusterOfBigalloc() {
    LoopFilesystem.Builder plan = LoopFilesystem.of("ext4").mkfs("-O", "bigalloc", "-C", "65536");
    try (LoopFilesystem made = plan.make()) {
      StorageDeviceStatus status = probe(made.directory());
      assertHas(status, EVERY_LOCAL, EXT4);
      assertThat(status.properties())
          .containsEntry("clusterSize", "65536")
          .containsEntry("blockSize", "4096");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ext2", "ext3"})
  void shouldSeeThatOldOnesHaveNoExtents(String type) {
    try (LoopFilesystem made = LoopFilesystem.of(type).make()) {
      StorageDeviceStatus status = probe(made.directory());
      assertHas(
          status,
          Map.of(ThinProvisioning, "", Discard, "", DirectIo, "*"),
          Map.of(OverwriteInPlace, "native", ExtentMapping, ""));
      assertThat(answer(status, Preallocation).evidence().result()).isEqualTo("EOPNOTSUPP");
      assertThat(status.properties())
          .containsEntry("extents", "false")
          .containsEntry("fallocateModes", "PUNCH_HOLE");
      assertThat(property(status, "features")).isEqualTo(featuresOnTheMedium(made));
    }
  }

  @Test
  void shouldReadBackWhatIsWrittenLateByOneWithoutExtents() {
    try (LoopFilesystem made = LoopFilesystem.of("ext4").mkfs("-O", "^extent,^64bit").make()) {
      StorageDeviceStatus status = probe(made.directory());
      assertThat(status.has()).contains(ExtentMapping);
      assertThat(answer(status, ExtentMapping).evidence().result())
          .isEqualTo("extents = 1 with FIEMAP_FLAG_SYNC");
      assertThat(status.properties()).containsEntry("extents", "false");
    }
  }

  @Test
  void shouldSeeThatAJournalOfDataIsNotDirect() {
    try (LoopFilesystem made = LoopFilesystem.of("ext4").mount("data=journal").make()) {
      assertJournalsData(probe(made.directory()));
    }
    // Set on the medium, mountinfo does not show it.
    try (LoopDisks disks = LoopDisks.make(1, 256 << 20)) {
      String disk = disks.devices().getFirst();
      Shell.run("mkfs.ext4", "-q", disk);
      Shell.run("tune2fs", "-o", "journal_data", disk);
      try (Mounted made = Mounted.of("ext4", "defaults", disk)) {
        assertJournalsData(probe(made.directory()));
      }
    }
  }

  private static void assertJournalsData(StorageDeviceStatus status) {
    assertHas(status, Map.of(ThinProvisioning, "", Preallocation, "", Discard, ""), EXT4);
    assertThat(answer(status, DirectIo).evidence().result()).isEqualTo("STATX_DIOALIGN offset 0");
    assertThat(property(status, "journalMode")).isEqualTo("journal");
    assertThat(answer(status, OverwriteInPlace).evidence().detail()).contains("twice");
  }

  @Test
  void shouldSeeOtherJournalModes() {
    try (LoopFilesystem made = LoopFilesystem.of("ext4").mount("data=writeback").make()) {
      StorageDeviceStatus status = probe(made.directory());
      assertHas(status, EVERY_LOCAL, EXT4);
      assertThat(property(status, "journalMode")).isEqualTo("writeback");
    }
  }

  @Test
  void shouldSeeAnEncryptedDirectoryAndOnlyThat() throws IOException {
    try (LoopFilesystem made = LoopFilesystem.of("ext4").mkfs("-O", "encrypt").make()) {
      Path secret = Files.createDirectory(made.directory().resolve("secret"));
      encrypt(made.directory(), secret);

      StorageDeviceStatus status = probe(secret);

      assertThat(said(status, Encryption)).isEqualTo("Present fscrypt");
      assertThat(answer(status, Encryption).evidence().others())
          .extracting(o -> o.call() + " = " + o.result())
          .containsExactly("statx(STATX_ATTR_ENCRYPTED) = set");
      assertThat(said(probe(made.directory()), Encryption)).isEqualTo("Absent");
    }
  }

  /** As fscryptctl does: struct fscrypt_add_key_arg, struct fscrypt_policy_v2. */
  private static void encrypt(Path mount, Path directory) {
    Libc libc = Libc.system();
    try (Fd root = libc.openat(Fd.CWD, mount.toString(), Fcntl.O_RDONLY, 0);
        Fd dir = libc.openat(Fd.CWD, directory.toString(), Fcntl.O_RDONLY, 0)) {
      byte[] key = new byte[80 + 64];
      ByteBuffer.wrap(key).order(ByteOrder.nativeOrder()).putInt(0, 2).putInt(40, 64);
      Arrays.fill(key, 80, 144, (byte) 7);
      libc.ioctl(root, 0xc0506617L, key);
      byte[] policy = new byte[24];
      policy[0] = 2;
      policy[1] = 1;
      policy[2] = 4;
      System.arraycopy(key, 8, policy, 8, 16);
      libc.ioctl(dir, 0x800c6613L, policy);
    } catch (ErrnoException e) {
      Requires.that(e.errno() != Errno.EOPNOTSUPP, "this kernel has no fscrypt");
      throw e;
    }
  }

  @ParameterizedTest
  @CsvSource({"prjquota,Present enforced", "noquota,Present accounted"})
  void shouldSeeQuotaByProject(String option, String truth) {
    LoopFilesystem made;
    try {
      made =
          LoopFilesystem.of("ext4")
              .mkfs("-O", "quota,project", "-E", "quotatype=prjquota")
              .mount(option)
              .make();
    } catch (IllegalStateException e) {
      Requires.kernel(false, "this kernel cannot mount ext4 with quota: no CONFIG_QFMT_V2");
      return;
    }
    try (made) {
      Shell.run("chattr", "-p", "42", made.directory().toString());
      StorageDeviceStatus status = probe(made.directory());
      assertThat(said(status, ProjectQuota)).isEqualTo(truth);
      assertThat(property(status, "projectId")).isEqualTo("42");
    }
  }

  @Test
  void shouldSeeThatThereIsNoQuota() {
    try (LoopFilesystem made = LoopFilesystem.of("ext4").make()) {
      assertThat(said(probe(made.directory()), ProjectQuota)).isEqualTo("Absent");
    }
  }
}
