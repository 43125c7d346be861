package io.diskwright.probe;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files a probe writes: nameless from the start, or, where the file system cannot, unlinked
 * before anything is written to them. The kernel frees them however the process ends.
 */
final class Scratch implements AutoCloseable {
  /** Size of the file with a hole; more than a huge page, which tmpfs may take for one byte. */
  static final int SPARSE_SIZE = 4 << 20;

  /** Size of the file whose space is reserved. */
  static final int RESERVED_SIZE = 64 << 10;

  private static final int MAX_BLOCK = 64 << 10;
  private static final int USUAL_BLOCK = 4096;
  private static final byte[] USUAL_DATA = data(USUAL_BLOCK);
  private static final String PREFIX = ".diskwright-probe-";
  private static final Pattern OURS = Pattern.compile("\\.diskwright-probe-[0-9a-f]{16}");

  private final Libc libc;
  private final Fd directory;
  private final int block;
  private final List<Fd> open = new ArrayList<>();
  private @Nullable ScratchUnavailable refused;
  private @Nullable Fd sparse;
  private @Nullable Fd twin;
  private @Nullable Fd reserved;
  private @Nullable Fd copy;
  private @Nullable Fd direct;
  private boolean nameless = true;

  Scratch(Libc libc, Fd directory, long blockSize) {
    this.libc = libc;
    this.directory = directory;
    this.block = (int) Math.clamp(blockSize, 512, MAX_BLOCK);
  }

  /** Bytes of data at the end of {@link #sparse}. */
  int block() {
    return block;
  }

  /** A file of {@link #SPARSE_SIZE}: a hole, and one block of data at the end. */
  Fd sparse() {
    if (sparse == null) {
      sparse = withDataAtTheEnd();
    }
    return sparse;
  }

  /** Another one with the same content. */
  Fd twin() {
    if (twin == null) {
      twin = withDataAtTheEnd();
    }
    return twin;
  }

  /** An empty file to copy into. */
  Fd copy() {
    if (copy == null) {
      copy = create(0);
    }
    return copy;
  }

  /**
   * An empty file that passes the page cache by.
   *
   * @throws ErrnoException when the file system cannot
   */
  Fd direct() {
    if (direct == null) {
      direct = create(Fcntl.O_DIRECT);
    }
    return direct;
  }

  /**
   * A file of {@link #RESERVED_SIZE} by fallocate(2).
   *
   * @throws ErrnoException when the file system cannot
   */
  Fd reserved() {
    if (reserved == null) {
      Fd file = create(0);
      libc.fallocate(file, 0, 0, RESERVED_SIZE);
      reserved = file;
    }
    return reserved;
  }

  /** An empty file, opened with more {@code flags}. */
  Fd create(int flags) {
    if (refused != null) {
      throw refused;
    }
    Fd file;
    try {
      file = nameless ? createNameless(flags) : createUnlinked(flags);
    } catch (ErrnoException e) {
      if (flags == 0) {
        refused = new ScratchUnavailable(e);
        throw refused;
      }
      throw e; // the flags may be what it does not like
    }
    open.add(file);
    return file;
  }

  private Fd withDataAtTheEnd() {
    Fd file = create(0);
    libc.ftruncate(file, SPARSE_SIZE);
    libc.pwrite(file, block == USUAL_BLOCK ? USUAL_DATA : data(block), SPARSE_SIZE - (long) block);
    return file;
  }

  /** The same every time, and no compression shrinks it. */
  private static byte[] data(int size) {
    byte[] data = new byte[size];
    new Random(size).nextBytes(data);
    return data;
  }

  private Fd createNameless(int flags) {
    try {
      return libc.openat(directory, ".", Fcntl.O_TMPFILE | Fcntl.O_RDWR | flags, 0600);
    } catch (ErrnoException e) {
      boolean directIo = (flags & Fcntl.O_DIRECT) != 0;
      boolean noTmpfile =
          e.errno() == Errno.EOPNOTSUPP
              || e.errno() == Errno.EISDIR
              || e.errno() == Errno.ENOENT
              || e.errno() == Errno.EINVAL && !directIo;
      if (!noTmpfile) {
        throw e;
      }
    }
    nameless = false;
    sweep();
    return createUnlinked(flags);
  }

  private Fd createUnlinked(int flags) {
    String name = PREFIX + String.format("%016x", ThreadLocalRandom.current().nextLong());
    int create = Fcntl.O_CREAT | Fcntl.O_EXCL | Fcntl.O_NOFOLLOW | Fcntl.O_RDWR;
    Fd file;
    try {
      file = libc.openat(directory, name, create | flags, 0600);
    } catch (ErrnoException e) {
      if (flags != 0) {
        sweepOne(name); // some file systems make the file before they refuse the flags
      }
      throw e;
    }
    try {
      libc.unlinkat(directory, name, 0);
    } catch (ErrnoException e) {
      sweepOne(name); // it is empty, and a second try may do
      closeQuietly(file);
      throw e;
    }
    try {
      libc.ftruncate(file, 0);
      return file;
    } catch (ErrnoException e) {
      closeQuietly(file);
      if (e.errno() != Errno.ENOENT) {
        throw e;
      }
      // Some servers, as of 9p, find an open file by its name only.
      throw new ErrnoException("ftruncate of an unlinked file", Errno.EOPNOTSUPP);
    }
  }

  /** A probe killed between open and unlink left an empty file of this name. */
  private void sweep() {
    Path self = Path.of("/proc/self/fd", Integer.toString(directory.number()));
    for (String name : KernelFiles.names(self)) {
      if (OURS.matcher(name).matches()) {
        sweepOne(name);
      }
    }
  }

  private void sweepOne(String name) {
    try {
      if (libc.statx(directory, name).isRegularFile() && libc.statx(directory, name).size() == 0) {
        libc.unlinkat(directory, name, 0);
      }
    } catch (ErrnoException e) {
      // Gone already, or not ours.
    }
  }

  @Override
  public void close() {
    open.forEach(Scratch::closeQuietly);
  }

  /** Whatever close(2) says, the descriptor is gone; what is lost was to be lost. */
  static void closeQuietly(Fd fd) {
    try {
      fd.close();
    } catch (ErrnoException e) {
      // An error of an earlier write, as NFS tells it late.
    }
  }
}
