package io.diskwright.image;

import io.diskwright.image.ImageException.Kind;
import io.diskwright.image.Verification.Drift;
import io.diskwright.image.Verification.DriftKind;
import io.diskwright.image.Verification.Drifted;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import java.util.Optional;
import java.util.Set;

/**
 * A finished image, held open to be read: while it is, nobody grows, repairs or deletes it. Many
 * may hold the same one.
 */
public final class HeldImage implements AutoCloseable {
  /** What does not tell about the bytes that are read. */
  private static final Set<DriftKind> HARMLESS = Set.of(DriftKind.Shared, DriftKind.Unallocated);

  private final ImageOrder order;
  private final WorkDirectory directory;
  private final Fd fd;

  private HeldImage(ImageOrder order, WorkDirectory directory, Fd fd) {
    this.order = order;
    this.directory = directory;
    this.fd = fd;
  }

  /**
   * Takes hold of the image of {@code order}.
   *
   * @throws ImageException why it cannot be read now: it is not there, not as it was ordered, or in
   *     use
   */
  public static HeldImage open(Libc libc, ImageOrder order) throws ImageException {
    try {
      Optional<PoolDirectory> opened =
          PoolDirectory.openForWriting(libc, order.pool(), order.place());
      if (opened.isEmpty()) {
        throw refused(order, order.pool() + " is not there");
      }
      try (PoolDirectory pool = opened.get()) {
        WorkDirectory directory =
            WorkDirectory.share(libc, pool, order.uid())
                .orElseThrow(() -> refused(order, order.file() + " is not there"));
        boolean kept = false;
        try {
          HeldImage held = new HeldImage(order, directory, file(libc, order, directory));
          kept = true;
          return held;
        } finally {
          if (!kept) {
            directory.close();
          }
        }
      }
    } catch (ErrnoException e) {
      throw Trouble.of(e, "opening the source " + order.described(), order.pool());
    }
  }

  /** How it was ordered. */
  public ImageOrder order() {
    return order;
  }

  /** Its file, open for reading. */
  public Fd fd() {
    return fd;
  }

  @Override
  public void close() {
    fd.close();
    directory.close();
  }

  private static Fd file(Libc libc, ImageOrder order, WorkDirectory directory)
      throws ImageException {
    if (new Verifier(libc).inDirectory(order, directory.fd()) instanceof Drifted drifted) {
      for (Drift drift : drifted.drifts()) {
        if (!HARMLESS.contains(drift.kind())) {
          throw refused(order, drift.message());
        }
      }
    }
    Fd fd =
        libc.openat2(directory.fd(), order.fileName(), Kernel.OPEN_READ, 0, Kernel.RESOLVE_INSIDE);
    boolean kept = false;
    try {
      InUse.refuseWriters(libc, fd, order);
      kept = true;
      return fd;
    } finally {
      if (!kept) {
        fd.close();
      }
    }
  }

  private static ImageException refused(ImageOrder order, String why) {
    return new ImageException(
        Kind.Failed, "The source, " + order.described() + ", cannot be read: " + why + ".");
  }
}
