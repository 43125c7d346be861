package io.diskwright.image;

import io.diskwright.image.ImageException.Kind;
import io.diskwright.image.Verification.Drifted;
import io.diskwright.image.Verification.Verified;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Statx;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import org.jspecify.annotations.Nullable;

/**
 * Makes images larger in place, keeping their policy: a preallocated image stays preallocated, and
 * that is verified.
 *
 * <p>The guest's data is never moved. Killed at any step, the image is as it was or larger, whole
 * in either case, and doing it again finishes it. Safe for use by many threads and processes.
 */
public final class Grower {
  private final Libc libc;
  private final Verifier verifier;
  private final ZeroWriter zeroes;
  private final RawMaker raw;
  private final QemuGrower byQemu;

  /** Works by {@code libc}, and by {@code qemuImg} for every format but raw. */
  public Grower(Libc libc, QemuImg qemuImg) {
    this.libc = libc;
    this.verifier = new Verifier(libc);
    this.zeroes = new ZeroWriter(libc);
    this.raw = new RawMaker(libc, zeroes);
    this.byQemu = new QemuGrower(libc, qemuImg, raw);
  }

  /** Works by the running kernel and the qemu-img on the PATH. */
  public static Grower system() {
    return new Grower(Libc.system(), QemuImg.system());
  }

  /**
   * Makes the image as large as {@code order} says, or finds that it is.
   *
   * @param order the image's order with its new size
   * @throws ImageException why not: it is not there or not as ordered, it would shrink, its format
   *     cannot grow, it is in use, or there is no room. Then it is as it was.
   */
  public Verified grow(ImageOrder order, Progress progress) throws ImageException {
    return grow(order, null, progress);
  }

  /**
   * The same for an image that may be encrypted.
   *
   * @param key what opens it; not needed where the image has its size already
   */
  public Verified grow(ImageOrder order, @Nullable ImageKey key, Progress progress)
      throws ImageException {
    order.checked();
    if (!order.format().canGrow()) {
      throw refused(
          order, "the format " + order.format() + " cannot grow; make a new image and copy to it");
    }
    try {
      return WorkDirectory.use(
          libc,
          order,
          why -> refused(order, why),
          (pool, work) -> grow(order, pool, work, key, Ticker.of(order, progress)));
    } catch (ErrnoException e) {
      throw Trouble.with(trouble(e, order), " The image is as it was.");
    }
  }

  private Verified grow(
      ImageOrder order,
      PoolDirectory pool,
      WorkDirectory work,
      @Nullable ImageKey key,
      Ticker ticker)
      throws ImageException {
    try (Fd file =
        libc.openat2(work.fd(), order.fileName(), Kernel.OPEN_WRITE, 0, Kernel.RESOLVE_INSIDE)) {
      requireOneName(order, file);
      long size = virtualBytes(order, file);
      if (size > order.sizeBytes()) {
        throw refused(
            order,
            "it has "
                + size
                + " bytes already, more than "
                + order.sizeBytes()
                + ", and an image never shrinks");
      }
      if (size < order.sizeBytes()) {
        requireAsOrdered(order.withSize(size), work.fd());
        InUse.refuse(libc, file, order);
        requireRoom(order, pool, libc.statx(file));
        if (order.format() == ImageFormat.raw && !order.encrypted()) {
          growRaw(order, work.fd(), file, size, ticker);
        } else {
          requireKey(order, key);
          byQemu.grow(order, work.fd(), file, true, key, ticker);
        }
        return larger(order, file, work.fd());
      }
      if (byQemu.isBegun(work.fd())) {
        InUse.refuse(libc, file, order);
        requireKey(order, key);
        byQemu.grow(order, work.fd(), file, false, key, ticker);
        return larger(order, file, work.fd());
      }
      return requireAsOrdered(order, work.fd());
    }
  }

  /** Flushes and verifies what has its new size. */
  private Verified larger(ImageOrder order, Fd file, Fd directory) throws ImageException {
    try {
      libc.fsync(file);
      libc.fsync(directory);
      return switch (verifier.inDirectory(order, directory)) {
        case Verified verified -> verified;
        case Drifted drifted ->
            throw new ImageException(
                Kind.Failed,
                "%s is larger and its data is untouched, but it is not as ordered: %s"
                    .formatted(order.file(), drifted.drifts().getFirst().message()));
      };
    } catch (ErrnoException e) {
      throw Trouble.with(
          trouble(e, order),
          " It is larger already and its data is untouched, but that may not outlast a power cut:"
              + " do it again.");
    }
  }

  /** Under another name somebody else may rely on what it is. */
  private void requireOneName(ImageOrder order, Fd file) throws ImageException {
    if (libc.statx(file).links() > 1) {
      throw refused(
          order,
          order.file()
              + " has another name (find -samefile), and what that one means would change too;"
              + " remove one of them, or copy it");
    }
  }

  private static void requireKey(ImageOrder order, @Nullable ImageKey key) throws ImageException {
    if (order.encrypted() && key == null) {
      throw refused(order, "it is encrypted; give its key");
    }
  }

  private long virtualBytes(ImageOrder order, Fd file) throws ImageException {
    try {
      return HeaderReader.read(libc, file, libc.statx(file).size(), order).virtualBytes();
    } catch (Header.BrokenException e) {
      throw refused(order, order.file() + ": " + e.getMessage());
    }
  }

  private Verified requireAsOrdered(ImageOrder order, Fd directory) throws ImageException {
    return switch (verifier.inDirectory(order, directory)) {
      case Verified verified -> verified;
      case Drifted drifted -> throw refused(order, drifted.drifts().getFirst().message());
    };
  }

  /** What is allocated already counts; the tables of a larger image are small beside the rest. */
  private static void requireRoom(ImageOrder order, PoolDirectory pool, Statx now)
      throws ImageException {
    long needed = order.requiredBytes() - now.allocatedBytes();
    long available = pool.availableBytes();
    if (needed > available) {
      throw new ImageException(
          Kind.NoSpace,
          "No room to grow %s to %d bytes in %s: %d more bytes are needed, %d are free, %d are missing. Free some space, or ask for less. The image is as it was."
              .formatted(
                  order.described(),
                  order.sizeBytes(),
                  pool.path(),
                  needed,
                  available,
                  needed - available));
    }
  }

  /** Reserves behind the end first: what has the new size has the space too. */
  private void growRaw(ImageOrder order, Fd directory, Fd file, long size, Ticker ticker)
      throws ImageException {
    boolean grown = false;
    try {
      if (order.policy() == AllocationPolicy.Preallocated && !order.partial()) {
        boolean reserved = raw.reserve(file, size, order.sizeBytes() - size, ticker);
        if (order.written() || !reserved) {
          long more = order.sizeBytes() - size;
          zeroes.write(
              file,
              directory,
              order.fileName(),
              size,
              more,
              done -> ticker.tick("writing zeroes", done, more));
        }
      }
      libc.ftruncate(file, order.sizeBytes());
      grown = true;
    } finally {
      if (!grown) {
        libc.ftruncate(file, size); // gives back what was reserved or written behind the old end
      }
    }
  }

  private static ImageException trouble(ErrnoException e, ImageOrder order) {
    return Trouble.of(e, "growing " + order.described(), order.pool());
  }

  private static ImageException refused(ImageOrder order, String why) {
    return new ImageException(
        Kind.Failed, "Cannot grow " + order.described() + ": " + why + ". It was not changed.");
  }
}
