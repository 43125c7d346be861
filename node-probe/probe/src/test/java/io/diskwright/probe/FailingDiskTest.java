package io.diskwright.probe;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.ForwardingLibc;
import io.diskwright.libc.Libc;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Mounted;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import io.fabric8.kubernetes.api.model.Condition;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Disks that fail while the page cache goes on answering. */
class FailingDiskTest {
  private static final long DISK = 400L << 20;

  private static Condition condition(StorageDevice device, String type) {
    return requireNonNull(Conditions.find(device.getStatus().conditions(), type));
  }

  /**
   * A disk of which every request fails: a loop device whose file is on an xfs that was shut down.
   */
  @ParameterizedTest
  @CsvSource({"ext4,-O ^has_journal", "xfs,-K"})
  void shouldSayThatTheDiskFails(String type, String mkfs) throws Exception {
    Requires.command("xfs_io");
    Requires.command("mkfs." + type);
    try (LoopFilesystem below = LoopFilesystem.of("xfs").make()) {
      Path image = below.directory().resolve("disk");
      try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
        file.setLength(DISK);
      }
      Shell.run("sh", "-c", "mkfs." + type + " -q " + mkfs + " " + image);
      try (Mounted disk = Mounted.of(type, "loop", image.toString())) {
        Condition before = condition(Probing.probe(disk.directory()), "Ready");
        assertThat(before.getStatus()).as(before.getMessage()).isEqualTo("True");

        Shell.run("xfs_io", "-x", "-c", "shutdown", below.directory().toString());
        StorageDevice failing = Probing.probe(disk.directory());
        Condition ready = condition(failing, "Ready");
        assertThat(ready.getStatus()).as(ready.getMessage()).isEqualTo("False");
        assertThat(ready.getReason()).as(ready.getMessage()).isEqualTo("DiskFailing");
        assertThat(ready.getMessage()).startsWith("pwrite(O_DIRECT, ").contains("EIO", "dmesg");
        assertThat(condition(failing, "Healthy").getReason()).isEqualTo("DiskFailing");
      }
    }
  }

  /** A fake: no device here fails so by itself. */
  @ParameterizedTest
  @CsvSource({"61,DiskFailing", "121,DiskFailing", "19,DeviceGone", "28,NoSpace", "30,ReadOnly"})
  void shouldTellFailuresOfTheDiskFromRefusals(int errno, String reason) {
    try (LoopFilesystem made = LoopFilesystem.of("ext4").make()) {
      Libc libc =
          new ForwardingLibc(Libc.system()) {
            @Override
            public int pwriteZeroesAligned(Fd fd, int length, int alignment, long offset) {
              throw new ErrnoException("pwrite", errno);
            }
          };
      Condition ready = condition(Probing.probe(libc, made.directory()), "Ready");
      assertThat(ready.getStatus()).isEqualTo("False");
      assertThat(ready.getReason()).as(ready.getMessage()).isEqualTo(reason);
    }
  }

  @Test
  void shouldSayThatNothingCanBeReadBack() {
    try (LoopFilesystem made = LoopFilesystem.of("xfs").make()) {
      Libc libc =
          new ForwardingLibc(Libc.system()) {
            private boolean written;

            @Override
            public int pwriteZeroesAligned(Fd fd, int length, int alignment, long offset) {
              written = true;
              return super.pwriteZeroesAligned(fd, length, alignment, offset);
            }

            @Override
            public int preadAligned(Fd fd, int length, int alignment, long offset) {
              if (written) {
                throw new ErrnoException("pread", Errno.EIO);
              }
              return super.preadAligned(fd, length, alignment, offset);
            }
          };
      Condition ready = condition(Probing.probe(libc, made.directory()), "Ready");
      assertThat(ready.getReason()).isEqualTo("DiskFailing");
      assertThat(ready.getMessage()).startsWith("pread(O_DIRECT, ");
    }
  }

  /** Memory cannot fail so, and is not written to for nothing. */
  @Test
  void shouldNotTryMemory() {
    try (Mounted memory = Mounted.of("tmpfs", "size=20m", "memory")) {
      Libc libc =
          new ForwardingLibc(Libc.system()) {
            @Override
            public int pwriteZeroesAligned(Fd fd, int length, int alignment, long offset) {
              throw new AssertionError("memory was tried");
            }
          };
      Condition ready = condition(Probing.probe(libc, memory.directory()), "Ready");
      assertThat(ready.getStatus()).isEqualTo("True");
    }
  }

  /** What xfs does to itself when its device is pulled: it opens nothing any more. */
  @Test
  void shouldSayThatTheDeviceIsGoneWhenXfsIsShutDown() {
    Requires.command("xfs_io");
    try (LoopFilesystem made = LoopFilesystem.of("xfs").make()) {
      Shell.run("xfs_io", "-x", "-c", "shutdown", made.directory().toString());
      StorageDevice device = Probing.probe(made.directory());
      Condition ready = condition(device, "Ready");
      assertThat(ready.getStatus()).isEqualTo("False");
      assertThat(ready.getReason()).isEqualTo("DeviceGone");
      assertThat(ready.getMessage()).contains("EIO").contains("attach it again");
      assertThat(device.getStatus().has()).isEmpty();
    }
  }
}
