package io.diskwright.probe;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.CapabilityStatus;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.FaultyLibc;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.ForwardingLibc;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Statfs;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import io.diskwright.testing.LoopFilesystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Places that cannot be probed, or only in part. */
class LimitsTest {
  @TempDir Path home;

  private static Throwable refusal(String path) {
    try {
      new DeviceProbe(Libc.system(), Probing.CLOCK)
          .probe(new ProbeRequest(Path.of(path), "node-a", "", 10, List.of()));
      throw new AssertionError("probed " + path);
    } catch (ProbeException e) {
      return e;
    }
  }

  @Test
  void shouldSayWhyADirectoryCannotBeProbed() throws IOException {
    Path file = Files.createFile(home.resolve("file"));
    assertThat(refusal(home + "/none"))
        .hasMessage(
            "cannot probe "
                + home
                + "/none: it does not exist; create the directory, or name another");
    assertThat(refusal(file.toString())).hasMessageContaining("it is not a directory");
    assertThat(refusal(home + "/" + "x".repeat(300))).hasMessageContaining("no valid path");
    assertThat(refusal(home + "/a\nb")).hasMessageContaining("/a\\x0ab: it does not exist");
  }

  @Test
  void shouldNotKnowWhatItCannotAskOnAReadOnlyMount() {
    try (LoopFilesystem made = LoopFilesystem.of("btrfs").make()) {
      made.remount("ro");
      StorageDevice device = Probing.probe(made.directory());

      CapabilityStatus cloning = Probing.answer(device, Capability.Cloning);
      assertThat(cloning.state()).isEqualTo(CapabilityState.Unknown);
      assertThat(cloning.evidence().result()).isEqualTo("EROFS");
      assertThat(cloning.evidence().call()).contains("O_TMPFILE");
      assertThat(Probing.answer(device, Capability.Checksumming).state())
          .isEqualTo(CapabilityState.Present);
      assertThat(device.getStatus().lacks()).contains(Capability.Cloning);
      var ready = requireNonNull(Conditions.find(device.getStatus().conditions(), "Ready"));
      assertThat(ready.getStatus()).isEqualTo("False");
      assertThat(ready.getReason()).isEqualTo("ReadOnly");
    }
  }

  @Test
  void shouldNotTakeMissingRightsForAMissingCapability() {
    for (int errno : new int[] {Errno.EPERM, Errno.EACCES, Errno.ENOSPC, Errno.EIO}) {
      Libc libc = new FaultyLibc().fail("ioctl", 0, errno).fail("fallocate", 0, errno);
      StorageDevice device = Probing.probe(libc, home);
      for (Capability one :
          List.of(Capability.Cloning, Capability.Preallocation, Capability.Discard)) {
        assertThat(Probing.answer(device, one).state()).isEqualTo(CapabilityState.Unknown);
        assertThat(Probing.answer(device, one).evidence().result()).isEqualTo(Errno.name(errno));
      }
    }
  }

  @Test
  void shouldAnswerEverythingWhicheverCallFails() {
    FaultyLibc counting = new FaultyLibc();
    Probing.probe(counting, home);
    int calls = counting.calls().size();
    for (int i = 1; i <= calls; i++) {
      try {
        StorageDevice device =
            new DeviceProbe(new FaultyLibc().failCall(i, Errno.EIO), Probing.CLOCK)
                .probe(new ProbeRequest(home, "node-a", "", 10, List.of()));
        assertThat(device.getStatus().capabilities()).hasSize(Capability.values().length);
      } catch (ProbeException e) {
        assertThat(e).hasMessageContaining("EIO");
        assertThat(i).as("the directory could be opened").isLessThan(12);
      }
      assertThat(home).isEmptyDirectory();
    }
    assertThat(calls).isGreaterThan(40);
  }

  /** NFS, FUSE and old kernels have no nameless files. */
  private static final class NoTmpfile extends ForwardingLibc {
    NoTmpfile() {
      super(Libc.system());
    }

    @Override
    public Fd openat(Fd dir, String path, int flags, int mode) {
      if ((flags & Fcntl.O_TMPFILE) == Fcntl.O_TMPFILE) {
        throw new ErrnoException("openat(O_TMPFILE)", Errno.EOPNOTSUPP);
      }
      return super.openat(dir, path, flags, mode);
    }

    @Override
    public void pwrite(Fd fd, byte[] data, long offset) {
      assertThat(readlinkat(Fd.CWD, "/proc/self/fd/" + fd.number())).endsWith(" (deleted)");
      super.pwrite(fd, data, offset);
    }
  }

  @Test
  void shouldUseUnlinkedFilesWhereNamelessOnesAreNotToBeHad() throws IOException {
    Path theirs = Files.writeString(home.resolve(".diskwright-probe-notes"), "keep");
    Path full = Files.writeString(home.resolve(".diskwright-probe-0123456789abcdef"), "keep");
    Path leftover = Files.createFile(home.resolve(".diskwright-probe-fedcba9876543210"));

    StorageDevice device = Probing.probe(new NoTmpfile(), home);

    assertThat(device.getStatus().has())
        .isEqualTo(Probing.probe(home).getStatus().has())
        .contains(Capability.ThinProvisioning);
    assertThat(theirs).hasContent("keep");
    assertThat(full).hasContent("keep");
    assertThat(leftover).doesNotExist();
    assertThat(home.toFile().list()).hasSize(2);
  }

  @Test
  void shouldKeepTheReserveOutOfWhatCanBeAllocated() {
    assertThat(DeviceProbe.capacity(new Statfs(0, 4096, 1000, 500, 400, 0, 0), 10))
        .satisfies(
            c -> {
              assertThat(c.totalBytes()).isEqualTo(4_096_000);
              assertThat(c.freeBytes()).isEqualTo(1_638_400);
              assertThat(c.allocatableBytes()).isEqualTo(1_228_800);
            });
    assertThat(DeviceProbe.capacity(new Statfs(0, 4096, 1000, 50, 40, 0, 0), 10).allocatableBytes())
        .isZero();
    long huge = Long.MAX_VALUE / 4096;
    assertThat(
            DeviceProbe.capacity(new Statfs(0, 4096, huge, huge, huge, 0, 0), 100)
                .allocatableBytes())
        .isZero();
  }

  @Test
  void shouldNameADeviceByFileSystemAndPath() throws IOException {
    Path a = Files.createDirectory(home.resolve("a"));
    Path link = Files.createSymbolicLink(home.resolve("link"), a);
    String name = Probing.probe(a).getMetadata().getName();
    assertThat(name).matches("node-a-[0-9a-f]{8}");
    assertThat(Probing.probe(link).getMetadata().getName()).isEqualTo(name);
    assertThat(Probing.probe(home).getMetadata().getName()).isNotEqualTo(name);
    assertThat(Probing.probe(a).getMetadata().getLabels())
        .containsEntry("diskwright.io/node", "node-a")
        .containsEntry("diskwright.io/pool", "default");
  }

  @Test
  void shouldKeepTransitionTimesOfWhatDidNotChange() throws ProbeException {
    ProbeRequest request = new ProbeRequest(home, "node-a", "", 10, List.of());
    StorageDevice before = new DeviceProbe(Libc.system(), Probing.CLOCK).probe(request);
    StorageDevice after = new DeviceProbe().probe(request, before.getStatus().conditions());
    assertThat(after.getStatus().conditions()).isEqualTo(before.getStatus().conditions());
  }
}
