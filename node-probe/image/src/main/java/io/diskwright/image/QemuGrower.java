package io.diskwright.image;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.libc.SecretFile;
import io.diskwright.libc.Statx;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import org.jspecify.annotations.Nullable;

/**
 * Makes larger what qemu-img knows how to. qemu-img changes the size last, so what it has done when
 * it is killed is space that belongs to nothing; a file beside the image says so until it has been
 * given back.
 */
final class QemuGrower {
  /** The name of that file. */
  static final String BEGUN = "growing";

  /** Room for the tables of what was to be added. */
  private static final long BEHIND = 64L << 20;

  private final Libc libc;
  private final QemuImg qemuImg;
  private final RawMaker raw;

  QemuGrower(Libc libc, QemuImg qemuImg, RawMaker raw) {
    this.libc = libc;
    this.qemuImg = qemuImg;
    this.raw = raw;
  }

  /** Whether a growth of the image in {@code directory} was begun and never ended. */
  boolean isBegun(Fd directory) {
    try {
      libc.statx(directory, BEGUN);
      return true;
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOENT) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Makes the image {@code file} in {@code directory} as large as {@code order} says.
   *
   * @param larger whether it is not yet; else only what a killed growth has left undone is done
   * @param key of an encrypted image, else null
   */
  void grow(
      ImageOrder order,
      Fd directory,
      Fd file,
      boolean larger,
      @Nullable ImageKey key,
      Ticker ticker)
      throws ImageException {
    ticker.tick("growing", 0, order.requiredBytes());
    String path = QemuMaker.path(order, directory);
    boolean tables;
    if (key == null) {
      tables = grow(order, directory, file, larger, path, null, ticker);
    } else {
      try (SecretFile lent = key.lend(libc)) {
        QemuImg.Secret secret = new QemuImg.Secret(lent.path(), key.random());
        tables = grow(order, directory, file, larger, path, secret, ticker);
      }
    }
    Statx grown = libc.statx(file);
    if (isThick(order) && (tables || grown.allocatedBytes() < order.requiredBytes())) {
      raw.reserve(file, 0, grown.size(), ticker);
    }
    libc.fsync(file);
    end(directory);
  }

  /** Whether what was added has its tables, but perhaps not its space. */
  private boolean grow(
      ImageOrder order,
      Fd directory,
      Fd file,
      boolean larger,
      String path,
      QemuImg.@Nullable Secret secret,
      Ticker ticker)
      throws ImageException {
    boolean tables = false;
    if (isBegun(directory)) {
      giveBack(order, file, path, secret);
      tables = larger && canReuse(order) && raw.reserve(file, 0, libc.statx(file).size(), ticker);
    } else {
      libc.openat2(directory, BEGUN, Kernel.CREATE, 0600, Kernel.RESOLVE_INSIDE).close();
      libc.fsync(directory);
    }
    if (!larger) {
      return false;
    }
    long before = libc.statx(file).allocatedBytes();
    try {
      qemuImg.resize(order, path, secret, tables);
      return tables;
    } catch (ImageException e) {
      try {
        giveBack(order, file, path, secret);
        if (libc.statx(file).allocatedBytes() <= before) {
          end(directory); // else tables point at something, and the next growth takes it
        }
      } catch (ImageException | ErrnoException left) {
        e.addSuppressed(left); // the next growth does it
      }
      throw e;
    }
  }

  private static boolean isThick(ImageOrder order) {
    return order.policy() == AllocationPolicy.Preallocated && !order.partial();
  }

  /**
   * Whether clusters that tables behind the old end point at already can be used. qemu-img's own
   * falloc and full put new ones in their place, and keep the space of the old ones; metadata takes
   * them as they are, and what it lacks is reserved. It writes nothing, so it does not do for full.
   */
  private static boolean canReuse(ImageOrder order) {
    return order.format() == ImageFormat.qcow2 && isThick(order) && !order.written();
  }

  /**
   * What no table points at is discarded, and what is behind the last cluster is cut off. Clusters
   * may be counted that lie behind the end of the file: qemu-img sees them only within it, and when
   * they stay, no later growth succeeds (an assertion of qcow2_refcount_area fails).
   */
  private void giveBack(ImageOrder order, Fd file, String path, QemuImg.@Nullable Secret secret)
      throws ImageException {
    if (order.format() != ImageFormat.qcow2) {
      return;
    }
    long end = libc.statx(file).size();
    try {
      libc.ftruncate(file, end + order.sizeBytes() + BEHIND);
      end = qemuImg.giveBack(order, path, secret);
    } finally {
      libc.ftruncate(file, end);
    }
  }

  private void end(Fd directory) {
    libc.unlinkat(directory, BEGUN, 0);
    libc.fsync(directory);
  }
}
