package io.diskwright.probe;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.api.v1alpha1.Observation;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.libc.Fd;
import io.diskwright.libc.ForwardingLibc;
import io.diskwright.libc.Libc;
import io.diskwright.libc.PathText;
import io.diskwright.libc.Statx;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Shell;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of /sys and /proc that are not as they should be, and names that are no text. */
class BadKernelFilesTest {
  @TempDir Path home;

  private final KernelFiles files = new KernelFiles(Libc.system());

  private Path file(byte[] content) {
    try {
      return Files.write(home.resolve("file"), content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Path file(String content) {
    return file(content.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void shouldTakeOnlyALineOfTextForOne() {
    assertThat(files.text(file("write back\n"))).isEqualTo("write back");
    assertThat(files.text(file("  SER01 \n\n"))).isEqualTo("SER01");
    assertThat(files.text(file("ü\n".getBytes(StandardCharsets.UTF_8)))).isEqualTo("ü");
    assertThat(files.text(file(""))).isNull();
    assertThat(files.text(file("\n"))).isNull();
    assertThat(files.text(file("a\nb\n"))).isNull();
    assertThat(files.text(file("a\0b\n"))).isNull();
    assertThat(files.text(file("\0\0\0\0"))).isNull();
    assertThat(files.text(file("a\u00ff\n"))).isNull();
    assertThat(files.text(file("x".repeat(64 << 10)))).isNull();
    assertThat(files.text(home)).isNull();
    assertThat(files.text(home.resolve("none"))).isNull();
  }

  @Test
  void shouldKeepEveryByteOfAPath() {
    assertThat(files.path(file("/a b\n"))).isEqualTo("/a b");
    assertThat(files.path(file("/a\nb \n"))).isEqualTo("/a\nb ");
    assertThat(files.path(file("/\u00ff\n"))).isEqualTo("/\udcff");
    assertThat(files.path(file("a\n"))).isNull();
    assertThat(files.path(file(""))).isNull();
    assertThat(files.path(file("/a"))).isNull();
    assertThat(files.path(file("/" + "x".repeat(64 << 10)))).isNull();
  }

  /** /proc and /sys of a test, with the real machine's numbers where the probe needs them. */
  private Roots roots(byte[] mountinfo, String kernel) throws IOException {
    Path proc = Files.createDirectories(home.resolve("proc"));
    Files.createDirectories(proc.resolve("self"));
    Files.write(proc.resolve("self/mountinfo"), mountinfo);
    Files.createDirectories(proc.resolve("sys/kernel"));
    Files.writeString(proc.resolve("sys/kernel/osrelease"), kernel + "\n");
    Path sys = Files.createDirectories(home.resolve("sys"));
    return new Roots(sys, proc, home.resolve("dev"), home.resolve("machine-id"));
  }

  private StorageDevice probe(Libc libc, Roots roots) throws IOException, ProbeException {
    Path pool = Files.createDirectories(home.resolve("pool"));
    return new DeviceProbe(libc, Probing.CLOCK, roots)
        .probe(new ProbeRequest(pool, "node-a", "", 10, List.of()));
  }

  @Test
  void shouldFindItsMountAmongTenThousandHostileOnes() throws Exception {
    long id = Libc.system().statx(Fd.CWD, home.toString()).mountId();
    ByteArrayOutputStream table = new ByteArrayOutputStream();
    for (int i = 0; i < 10_000; i++) {
      String line =
          switch (i % 5) {
            case 0 -> "9%d 1 0:5 / /h\\040%d\\012x\\134 rw - tmpfs t\u00ff\u00fe rw\n";
            case 1 -> "9%d 1 0:5 / /\u00ff%d rw - nfs a:/\u00c3 rw,vers=4.2\n";
            case 2 -> "9%d 1 8:1 / /%d\\ rw master:1 - ext4 /dev/\u00ff rw\n";
            case 3 -> "9%d %d\n";
            default -> "9%d 1 0:5 / /%d rw propagate_from:1 shared:2 - fuse.x \\9\\99 rw,\\\n";
          };
      byte[] bytes = line.formatted(i, i).getBytes(StandardCharsets.ISO_8859_1);
      table.writeBytes(bytes);
    }
    table.writeBytes(
        (id + " 1 0:77 / / rw,noatime shared:1 - fancyfs /dev/x\u00ff\\012y rw\n")
            .getBytes(StandardCharsets.ISO_8859_1));
    Roots roots = roots(table.toByteArray(), "6.12.1");

    StorageDevice device = probe(Libc.system(), roots);

    assertThat(device.getStatus().properties()).containsEntry("filesystem", "fancyfs");
    assertThat(device.getStatus().toString()).contains("/dev/x\\xff\\x0ay");
    assertThat(PathText.isText(device.toString())).isTrue();
    assertThat(Conditions.isTrue(device.getStatus().conditions(), "Ready")).isTrue();
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      long start = System.nanoTime();
      probe(Libc.system(), roots);
      best = Math.min(best, System.nanoTime() - start);
    }
    System.out.printf("10,000 mounts: %.1f ms a probe%n", best / 1e6);
    assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(500));
  }

  @Test
  void shouldNotFallOverAnyMountTable() throws Exception {
    for (String table : List.of("", "\n\n", "\0".repeat(1000), "1 1 0:5", "x".repeat(100_000))) {
      Roots roots = roots(table.getBytes(StandardCharsets.ISO_8859_1), "6.12.1");
      StorageDevice device = probe(Libc.system(), roots);
      assertThat(device.getStatus().capabilities()).hasSize(Capability.values().length);
    }
  }

  @Test
  void shouldSayWhatFollowsFromTheVersionAlone() throws Exception {
    Libc old =
        new ForwardingLibc(Libc.system()) {
          @Override
          public Statx statx(Fd fd) {
            Statx now = super.statx(fd);
            return new Statx(
                now.attributes(),
                now.attributesKnown(),
                now.mode(),
                now.uid(),
                now.gid(),
                now.inode(),
                now.size(),
                now.allocatedBytes(),
                now.device(),
                now.special(),
                now.mountId(),
                -1,
                -1,
                -1,
                now.links());
          }
        };
    StorageDevice device = probe(old, roots(new byte[0], "5.10.0-21-amd64"));

    assertThat(Probing.answer(device, Capability.AtomicWrites).evidence().others())
        .contains(
            new Observation(
                EvidenceSource.VersionNumber,
                "/proc/sys/kernel/osrelease",
                "5.10.0-21-amd64",
                CapabilityState.Absent,
                "STATX_WRITE_ATOMIC is there since 6.11"));
    StorageDevice young = probe(old, roots(new byte[0], "6.12.1"));
    assertThat(Probing.answer(young, Capability.AtomicWrites).evidence().others()).isNull();
  }

  @Test
  void shouldProbeDirectoriesWhoseNamesAreNoText() throws Exception {
    try (LoopFilesystem made = LoopFilesystem.of("ext4").make()) {
      String raw = made.directory() + "/$(printf 'a\\377\\n b')";
      Shell.run("sh", "-c", "mkdir \"" + raw + "\"");
      Path link = home.resolve("link");
      Shell.run("sh", "-c", "ln -s \"" + raw + "\" " + link);
      Path other = Files.createDirectory(made.directory().resolve("a?"));

      StorageDevice device = Probing.probe(link);

      assertThat(Conditions.isTrue(device.getStatus().conditions(), "Ready")).isTrue();
      assertThat(device.getStatus().has())
          .isEqualTo(Probing.probe(other).getStatus().has())
          .contains(Capability.ThinProvisioning);
      assertThat(device.getMetadata().getName())
          .isNotEqualTo(Probing.probe(other).getMetadata().getName());
    }
  }

  @Test
  void shouldFollowALoopToAFileWhoseNameIsNoText() throws Exception {
    try (LoopFilesystem outer = LoopFilesystem.of("ext4").make()) {
      String image = "\"" + outer.directory() + "/$(printf 'i\\376\\n m ')\"";
      Path inner = Files.createDirectory(home.resolve("inner"));
      Shell.run("sh", "-c", "truncate -s 32M " + image + " && mkfs.ext4 -q " + image);
      Shell.run("sh", "-c", "mount -o loop " + image + " " + inner);
      try {
        StorageDevice device = Probing.probe(inner);
        assertThat(device.getStatus().stack()).hasSizeGreaterThanOrEqualTo(4);
        assertThat(requireNonNull(Conditions.find(device.getStatus().conditions(), "Healthy")))
            .extracting("reason")
            .isNotEqualTo("NotVisible");
      } finally {
        Shell.run("umount", inner.toString());
      }
    }
  }

  @Test
  void shouldProbeADirectoryWithANewlineInItsName() throws Exception {
    Path odd = Files.createDirectory(home.resolve("a\nb \t\\c"));
    StorageDevice device = Probing.probe(odd);
    assertThat(Conditions.isTrue(device.getStatus().conditions(), "Ready")).isTrue();
    assertThat(device.getStatus().target().directory()).isEqualTo(odd.toString());
  }
}
