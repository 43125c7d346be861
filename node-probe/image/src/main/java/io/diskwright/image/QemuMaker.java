package io.diskwright.image;

import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.libc.SecretFile;
import io.diskwright.libc.Statx;
import org.jspecify.annotations.Nullable;

/**
 * Makes images that qemu-img makes, and then really does what qemu-img takes as an option and
 * ignores.
 */
final class QemuMaker {
  private final Libc libc;
  private final QemuImg qemuImg;
  private final RawMaker raw;
  private final Converter converter;

  QemuMaker(Libc libc, QemuImg qemuImg, RawMaker raw) {
    this.libc = libc;
    this.qemuImg = qemuImg;
    this.raw = raw;
    this.converter = new Converter(qemuImg);
  }

  /**
   * Makes the file of {@code order} in {@code dir}; it is not flushed yet.
   *
   * @param key of an encrypted image, else null
   * @param content what it is filled with, or null for zeroes
   */
  void make(
      ImageOrder order,
      Fd dir,
      @Nullable ImageKey key,
      Content.@Nullable File content,
      Ticker ticker)
      throws ImageException {
    if (key == null) {
      build(order, dir, null, null, content, ticker);
    } else {
      try (SecretFile lent = key.lend(libc)) {
        QemuImg.Secret secret = new QemuImg.Secret(lent.path(), key.random());
        build(order, dir, secret, lent, content, ticker);
        qemuImg.check(order, path(order, dir), secret);
      }
    }
  }

  private void build(
      ImageOrder order,
      Fd dir,
      QemuImg.@Nullable Secret secret,
      @Nullable SecretFile lent,
      Content.@Nullable File content,
      Ticker ticker)
      throws ImageException {
    create(order, dir, secret, ticker);
    reserve(order, dir, ticker);
    if (content != null) {
      try (Fd file = open(order, dir)) {
        converter.convert(order, content, file, lent == null ? null : lent.fd(), ticker);
      }
    }
  }

  private void reserve(ImageOrder order, Fd dir, Ticker ticker) throws ImageException {
    try (Fd file = open(order, dir)) {
      libc.fchmod(file, 0600);
      long required = order.requiredBytes();
      Statx made = libc.statx(file);
      if (required == 0 || !lacks(order, made)) {
        return;
      }
      // Tables first, then data: with all of the tables reserved, so are the first bytes of data.
      long overhead = Math.max(0, made.size() - order.sizeBytes());
      long length = Math.min(made.size(), required + overhead);
      raw.reserve(file, 0, order.partial() ? length : made.size(), ticker);
    }
  }

  /** qemu-img's falloc is believed when the blocks are there, and done again when they are not. */
  private static boolean lacks(ImageOrder order, Statx made) {
    return !QemuImg.allocatesItself(order) || made.allocatedBytes() < order.requiredBytes();
  }

  /** The descriptor's own link, not a path: renaming a directory cannot send qemu-img elsewhere. */
  static String path(ImageOrder order, Fd dir) {
    return "/proc/"
        + ProcessHandle.current().pid()
        + "/fd/"
        + dir.number()
        + "/"
        + order.fileName();
  }

  private void create(ImageOrder order, Fd dir, QemuImg.@Nullable Secret secret, Ticker ticker)
      throws ImageException {
    ImageException[] stopped = new ImageException[1];
    CommandRunner.Result result =
        qemuImg.create(
            order,
            path(order, dir),
            secret,
            () -> {
              try {
                ticker.tick("creating", allocatedSoFar(order, dir), order.requiredBytes());
                return true;
              } catch (ImageException e) {
                stopped[0] = e;
                return false;
              }
            });
    if (stopped[0] != null) {
      throw stopped[0];
    }
    if (result.end() != CommandRunner.End.Exited || result.exitCode() != 0) {
      throw failed(order, result);
    }
  }

  private long allocatedSoFar(ImageOrder order, Fd dir) {
    try {
      return Math.min(order.requiredBytes(), libc.statx(dir, order.fileName()).allocatedBytes());
    } catch (ErrnoException e) {
      return 0; // not created yet
    }
  }

  private Fd open(ImageOrder order, Fd dir) {
    int flags = Kernel.OPEN_WRITE;
    return libc.openat2(dir, order.fileName(), flags, 0, Kernel.RESOLVE_INSIDE);
  }

  private static ImageException failed(ImageOrder order, CommandRunner.Result result) {
    String what = "qemu-img could not create " + order.described() + ": ";
    if (result.end() == CommandRunner.End.TimedOut) {
      return new ImageException(
          ImageException.Kind.Failed,
          what + "it took too long and was stopped; look at how fast the storage is.");
    }
    String reason = QemuImg.firstLine(result.errors());
    return new ImageException(
        QemuImg.isFull(reason) ? ImageException.Kind.NoSpace : ImageException.Kind.Failed,
        what
            + (result.exitCode() >= 128
                ? "killed by signal " + (result.exitCode() - 128)
                : QemuImg.withoutPath(reason))
            + ".");
  }
}
