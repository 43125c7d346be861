package io.diskwright.agent.export;

import io.diskwright.decision.Export;
import io.diskwright.image.CommandRunner;
import io.diskwright.libc.AsyncIo;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Falloc;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.planner.ImageFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Tries whether what is written through an export is what is read again: eight writes at once past
 * the page cache, of 4 KiB and of 64 KiB, and holes, which must read as zeroes. On a scratch image
 * of 64 MiB, by the very daemon and kernel that will serve the real ones.
 */
final class ExportTrial {
  private static final long BYTES = 64L << 20;

  /** The part that small blocks are written to; the time goes into them. */
  private static final long SMALL_BYTES = 16L << 20;

  private static final int DEPTH = 8;
  private static final int SMALL = 4 << 10;
  private static final int LARGE = 64 << 10;
  private static final long SEED = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final CommandRunner runner;
  private final List<String> prefix;

  /**
   * Works by qemu-img and qemu-storage-daemon.
   *
   * @param prefix what is to be put before each command, such as a chroot
   */
  ExportTrial(CommandRunner runner, List<String> prefix) {
    this.runner = runner;
    this.prefix = prefix;
  }

  /**
   * Tries, in a directory of its own below {@code directory}, which is gone afterwards.
   *
   * @throws ExportException when something else was read than was written
   */
  void run(Path directory) throws IOException, InterruptedException, ExportException {
    Path work = Files.createTempDirectory(directory, "trial");
    Path image = work.resolve("scratch.qcow2");
    Path file = Files.createFile(work.resolve(Export.FILE));
    try {
      List<String> create = new ArrayList<>(prefix);
      create.addAll(
          List.of("qemu-img", "create", "-q", "-f", "qcow2", image.toString(), "" + BYTES));
      CommandRunner.Result made = runner.run(create, PATIENCE, () -> true);
      if (made.exitCode() != 0) {
        throw new ExportException("qemu-img makes no scratch image: " + made.errors().strip());
      }
      try (StorageDaemon daemon = StorageDaemon.start(prefix, ImageFormat.qcow2, image, file)) {
        through(file);
      }
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(image);
      Files.delete(work);
    }
  }

  private static void through(Path file) throws ExportException {
    Libc libc = Libc.system();
    int flags = Fcntl.O_RDWR | Fcntl.O_DIRECT;
    try (Fd opened = libc.openat(Fd.CWD, file.toString(), flags, 0)) {
      written(opened, SMALL, SMALL_BYTES);
      verify(libc, file, SMALL, SMALL_BYTES);
      written(opened, LARGE, BYTES);
      verify(libc, file, LARGE, BYTES);
      punched(libc, opened, file);
    } catch (ErrnoException e) {
      throw new ExportException("Trying an export failed: " + e.getMessage() + ".", e);
    }
  }

  /** Writes every block below {@code bytes} once, in a random order, eight at once. */
  private static void written(Fd file, int length, long bytes) {
    List<Long> order = new ArrayList<>();
    for (long at = 0; at < bytes; at += length) {
      order.add(at);
    }
    Collections.shuffle(order, new Random(SEED));
    try (AsyncIo io = new AsyncIo(file, DEPTH, length)) {
      for (int i = 0; i < order.size(); i += DEPTH) {
        long[] offsets = order.subList(i, i + DEPTH).stream().mapToLong(Long::longValue).toArray();
        byte[][] blocks =
            Arrays.stream(offsets).mapToObj(at -> block(at, length)).toArray(byte[][]::new);
        io.write(offsets, blocks);
      }
    }
  }

  private static void verify(Libc libc, Path file, int length, long bytes) throws ExportException {
    try (Fd opened = libc.openat(Fd.CWD, file.toString(), Fcntl.O_RDONLY, 0)) {
      for (long at = 0; at < bytes; at += length) {
        if (!Arrays.equals(libc.pread(opened, length, at), block(at, length))) {
          throw corrupt("the %d bytes at %d are not those written there".formatted(length, at));
        }
      }
    }
  }

  /** A whole cluster of the image, and a part of one. */
  private static void punched(Libc libc, Fd opened, Path file) throws ExportException {
    for (int length : new int[] {LARGE, SMALL}) {
      long at = 3L * LARGE;
      at += length == SMALL ? 2L * LARGE + SMALL : 0;
      try {
        libc.fallocate(opened, Falloc.PUNCH_HOLE | Falloc.KEEP_SIZE, at, length);
      } catch (ErrnoException e) {
        if (e.errno() == Errno.EOPNOTSUPP) {
          continue; // said, and so nobody is deceived
        }
        throw e;
      }
      try (Fd reader = libc.openat(Fd.CWD, file.toString(), Fcntl.O_RDONLY, 0)) {
        if (!Arrays.equals(libc.pread(reader, length, at), new byte[length])) {
          throw corrupt("a hole of %d bytes shows what was there before".formatted(length));
        }
      }
    }
  }

  private static byte[] block(long at, int length) {
    ByteBuffer block = ByteBuffer.allocate(length);
    for (long i = 0; i < length; i += Long.BYTES) {
      block.putLong((at + i + length) * 0x9E3779B97F4A7C15L);
    }
    return block.array();
  }

  private static ExportException corrupt(String what) {
    return new ExportException(
        "qemu-storage-daemon failed its trial on this node, and nothing is exported by it: %s. Use another version of QEMU, or formats: [raw]."
            .formatted(what));
  }
}
