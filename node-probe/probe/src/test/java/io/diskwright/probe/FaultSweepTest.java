package io.diskwright.probe;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.CapabilityStatus;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.ForwardingLibc;
import io.diskwright.libc.Libc;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import io.diskwright.testing.LoopFilesystem;
import io.fabric8.kubernetes.api.model.Condition;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every error at every call, devices that go away at every moment, and answers that are junk. */
class FaultSweepTest {
  private static final List<Integer> GONE =
      List.of(Errno.EIO, Errno.ENODEV, Errno.ENXIO, Errno.ESTALE, Errno.ESHUTDOWN, Errno.ENOENT);
  private static final List<Integer> OTHERS =
      List.of(Errno.EPERM, Errno.EACCES, Errno.ENOSPC, Errno.EINTR, Errno.EINVAL, Errno.ENOSYS);

  @TempDir Path home;

  /** Fails the calls that fit; also those of closing, which are not counted. */
  private static class Failing extends ForwardingLibc {
    private final int first;
    private final int last;
    private final int errno;
    private int calls;

    Failing(int first, int last, int errno) {
      super(Libc.system());
      this.first = first;
      this.last = last;
      this.errno = errno;
    }

    int calls() {
      return calls;
    }

    @Override
    protected void before(String call) {
      calls++;
      if (calls >= first && calls <= last) {
        throw new ErrnoException(call, errno);
      }
    }

    @Override
    public void close(int fd) {
      super.close(fd);
      if (calls >= first && calls <= last) {
        throw new ErrnoException("close", errno); // the descriptor is gone nevertheless
      }
    }
  }

  private static int descriptors() {
    return requireNonNull(new File("/proc/self/fd").list()).length;
  }

  /** Null when it refused. */
  private static Condition probe(Libc libc, Path directory) {
    try {
      StorageDevice device =
          new DeviceProbe(libc, Probing.CLOCK)
              .probe(new ProbeRequest(directory, "node-a", "", 10, List.of()));
      assertThat(device.getStatus().capabilities())
          .extracting(CapabilityStatus::name)
          .containsExactlyInAnyOrder(Capability.values());
      assertThat(device.getMetadata().getName()).matches("node-a-[0-9a-f]{8}");
      return requireNonNull(Conditions.find(device.getStatus().conditions(), "Ready"));
    } catch (ProbeException e) {
      assertThat(e.getMessage()).startsWith("cannot probe ").contains("; ");
      return new Condition();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ext4", "xfs", "btrfs"})
  void shouldAnswerWhateverFailsOnce(String type) {
    try (LoopFilesystem made = LoopFilesystem.of(type).make()) {
      Path directory = Files.createDirectory(made.directory().resolve("pool"));
      Failing counting = new Failing(0, 0, 0);
      probe(counting, directory);
      int before = descriptors();
      for (int errno :
          List.of(Errno.EIO, Errno.ENODEV, Errno.ESTALE, Errno.EPERM, Errno.ENOSPC, Errno.EINTR)) {
        for (int i = 1; i <= counting.calls(); i++) {
          probe(new Failing(i, i, errno), directory);
        }
        assertThat(directory).as(Errno.name(errno)).isEmptyDirectory();
      }
      assertThat(descriptors()).isEqualTo(before);
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shouldSayThatTheDeviceIsGoneWheneverItGoes() {
    Failing counting = new Failing(0, 0, 0);
    probe(counting, home);
    int before = descriptors();
    for (int errno : GONE) {
      int gone = 0;
      for (int i = 1; i <= counting.calls(); i++) {
        Condition ready = probe(new Failing(i, Integer.MAX_VALUE, errno), home);
        if (ready.getReason() == null) {
          assertThat(i).as("the directory could be opened").isEqualTo(1);
          continue;
        }
        boolean answered = "Probed".equals(ready.getReason());
        assertThat(answered ? "DeviceGone" : ready.getReason())
            .as("call %s, %s: %s", i, Errno.name(errno), ready.getMessage())
            .isIn("DeviceGone", errno == Errno.EIO ? "DiskFailing" : "DeviceGone");
        gone += answered ? 0 : 1;
      }
      assertThat(gone).isGreaterThan(counting.calls() / 2);
    }
    for (int errno : OTHERS) {
      for (int i = 1; i <= counting.calls(); i++) {
        probe(new Failing(i, Integer.MAX_VALUE, errno), home);
      }
    }
    assertThat(descriptors()).isEqualTo(before);
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void shouldNotTakeOneFailureForALostDevice() {
    Libc libc =
        new ForwardingLibc(Libc.system()) {
          @Override
          public void fallocate(Fd fd, int mode, long offset, long length) {
            throw new ErrnoException("fallocate", Errno.EIO);
          }
        };
    StorageDevice device = Probing.probe(libc, home);
    assertThat(Conditions.isTrue(device.getStatus().conditions(), "Ready")).isTrue();
    CapabilityStatus lost = Probing.answer(device, Capability.Preallocation);
    assertThat(lost.state()).isEqualTo(CapabilityState.Unknown);
  }

  @Test
  void shouldSurviveJunkFromEveryCall() {
    int before = descriptors();
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      Libc libc =
          new ForwardingLibc(Libc.system()) {
            @Override
            public int ioctl(Fd fd, long request, byte[] inOut) {
              random.nextBytes(inOut);
              return random.nextInt(4) - 1;
            }

            @Override
            public int quotactlFd(Fd fd, int command, int id, byte[] inOut) {
              random.nextBytes(inOut);
              return 0;
            }

            @Override
            public byte[] fgetxattr(Fd fd, String name) {
              byte[] junk = new byte[random.nextInt(100)];
              random.nextBytes(junk);
              return junk;
            }

            @Override
            public byte[] pread(Fd fd, int length, long offset) {
              byte[] junk = new byte[random.nextInt(length + 1)];
              random.nextBytes(junk);
              return junk;
            }

            @Override
            public byte[] preadOnce(Fd fd, int length, long offset) {
              return pread(fd, length, offset);
            }
          };
      StorageDevice device = Probing.probe(libc, home);
      assertThat(device.getStatus().capabilities()).hasSize(Capability.values().length);
      assertThat(device.toString()).doesNotContain("\u0000");
    }
    assertThat(descriptors()).isEqualTo(before);
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void shouldSayThatTheDirectoryWasRemoved() throws Exception {
    Path pool = Files.createDirectory(home.resolve("pool"));
    Libc libc =
        new ForwardingLibc(Libc.system()) {
          @Override
          public Fd openat(Fd dir, String path, int flags, int mode) {
            Fd opened = super.openat(dir, path, flags, mode);
            pool.toFile().delete();
            return opened;
          }
        };
    Condition ready = probe(libc, pool);
    assertThat(ready.getReason()).isEqualTo("DeviceGone");
    assertThat(ready.getMessage()).contains("the directory was removed");
  }
}
