package io.diskwright.image;

import io.diskwright.image.ImageException.Kind;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.libc.SecretFile;

/**
 * Gives encrypted images another key: adds it, proves that it opens the image, and only then
 * destroys the former one. Killed at any step, the image opens by one of them or by both, and doing
 * it again finishes it. The data is not touched. Safe for use by many threads and processes.
 */
public final class KeyRotator {
  private final Libc libc;
  private final QemuKeys qemu;

  /** Works by {@code libc} and {@code qemuImg}. */
  public KeyRotator(Libc libc, QemuImg qemuImg) {
    this.libc = libc;
    this.qemu = new QemuKeys(qemuImg);
  }

  /** Works by the running kernel and the qemu-img on the PATH. */
  public static KeyRotator system() {
    return new KeyRotator(Libc.system(), QemuImg.system());
  }

  /**
   * Makes {@code fresh} the key of the image, and {@code former} none any more.
   *
   * @return whether anything was to be done
   * @throws ImageException why not: it is not there or not encrypted, neither key opens it, or it
   *     is in use. Then one that opened it still does.
   */
  public boolean rotate(ImageOrder order, ImageKey former, ImageKey fresh) throws ImageException {
    order.checked();
    if (!order.encrypted()) {
      throw refused(order, "it is not encrypted");
    }
    if (former.isSame(fresh)) {
      throw refused(order, "the new key is the one it has; make another");
    }
    try {
      return WorkDirectory.use(
          libc,
          order,
          why -> refused(order, why),
          (pool, work) -> rotate(order, work, former, fresh));
    } catch (ErrnoException e) {
      throw Trouble.with(
          Trouble.of(e, "giving another key to " + order.described(), order.pool()),
          " The key that opened it still does; do it again.");
    }
  }

  private boolean rotate(ImageOrder order, WorkDirectory work, ImageKey former, ImageKey fresh)
      throws ImageException {
    int flags = Kernel.OPEN_WRITE;
    try (Fd file = libc.openat2(work.fd(), order.fileName(), flags, 0, Kernel.RESOLVE_INSIDE);
        SecretFile lentFormer = former.lend(libc);
        SecretFile lentFresh = fresh.lend(libc)) {
      InUse.refuse(libc, file, order);
      String path = QemuMaker.path(order, work.fd());
      QemuImg.Secret before = new QemuImg.Secret(lentFormer.path(), former.random());
      QemuImg.Secret after = new QemuImg.Secret(lentFresh.path(), fresh.random());
      boolean opensBefore = qemu.opens(order, path, before);
      boolean opensAfter = qemu.opens(order, path, after);
      if (!opensBefore && !opensAfter) {
        throw refused(order, "neither its key nor the new one opens it; give the right one");
      }
      if (!opensAfter) {
        qemu.add(order, path, before, after);
        libc.fsync(file);
        if (!qemu.opens(order, path, after)) {
          throw refused(order, "the new key was added and does not open it; the former one does");
        }
      }
      if (opensBefore) {
        qemu.remove(order, path, after, before);
        libc.fsync(file);
      }
      return opensBefore;
    }
  }

  private static ImageException refused(ImageOrder order, String why) {
    return new ImageException(
        Kind.Failed, "Cannot give another key to " + order.described() + ": " + why + ".");
  }
}
