package io.diskwright.image;

import io.diskwright.image.ImageException.Kind;
import io.diskwright.image.Verification.Drift;
import io.diskwright.image.Verification.DriftKind;
import io.diskwright.image.Verification.Drifted;
import io.diskwright.image.Verification.Verified;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Falloc;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Statx;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Gives a preallocated image the space back that a guest's discard or a clone took from it. Not a
 * byte of data changes: holes are reserved (fallocate(2)), shared space is copied by the file
 * system (FALLOC_FL_UNSHARE_RANGE). Everything else that can drift is for a person to decide.
 */
public final class Repairer {
  /** Bytes made a place of their own at a time, so that progress shows and can be stopped. */
  private static final long PIECE = 256L << 20;

  private final Libc libc;
  private final Verifier verifier;
  private final RawMaker raw;

  /** Works by {@code libc}. */
  public Repairer(Libc libc) {
    this.libc = libc;
    this.verifier = new Verifier(libc);
    this.raw = new RawMaker(libc, new ZeroWriter(libc));
  }

  /** Works by the running kernel. */
  public static Repairer system() {
    return new Repairer(Libc.system());
  }

  /**
   * Repairs what is safe to repair, or finds nothing to do.
   *
   * @return the image as it is then
   * @throws ImageException why not: it is in use, another thing drifted, the file system cannot, or
   *     there is no room. Then its data is as it was.
   */
  public Verified repair(ImageOrder order, Progress progress) throws ImageException {
    order.checked();
    try {
      return WorkDirectory.use(
          libc,
          order,
          why -> refused(order, why),
          (pool, work) ->
              switch (verifier.inDirectory(order, work.fd())) {
                case Verified verified -> verified;
                case Drifted drifted -> repair(order, pool, work, drifted, progress);
              });
    } catch (ErrnoException e) {
      throw Trouble.with(
          Trouble.of(e, "repairing " + order.described(), order.pool()), " Its data is as it was.");
    }
  }

  private Verified repair(
      ImageOrder order, PoolDirectory pool, WorkDirectory work, Drifted found, Progress progress)
      throws ImageException {
    if (!found.isRepairable() || order.requiredBytes() == 0) {
      throw refused(
          order,
          "only space that was promised can be given back to it, and this is another drift: "
              + messages(found.drifts()));
    }
    try (Fd file =
        libc.openat2(work.fd(), order.fileName(), Kernel.OPEN_WRITE, 0, Kernel.RESOLVE_INSIDE)) {
      InUse.refuse(libc, file, order);
      Statx now = libc.statx(file);
      requireRoom(order, pool, now, shared(file, now));
      Ticker ticker = Ticker.of(order, progress);
      if (found.drifts().stream().anyMatch(d -> d.kind() == DriftKind.Shared)) {
        unshare(order, file, now.size(), ticker);
      }
      long reserved = order.partial() ? order.requiredBytes() : now.size();
      if (!raw.reserve(file, 0, reserved, ticker)) {
        throw refused(order, "this file system cannot reserve space");
      }
      libc.fsync(file);
    }
    return switch (verifier.inDirectory(order, work.fd())) {
      case Verified verified -> verified;
      case Drifted left ->
          throw refused(order, "space was reserved, and still: " + messages(left.drifts()));
    };
  }

  private long shared(Fd file, Statx now) {
    return Extents.of(libc, file, now.size()).map(Extents::sharedBytes).orElse(0L);
  }

  /** What is shared counts as allocated already, and needs its space anew. */
  private static void requireRoom(ImageOrder order, PoolDirectory pool, Statx now, long shared)
      throws ImageException {
    long needed = Math.max(0, order.requiredBytes() - now.allocatedBytes()) + shared;
    long available = pool.availableBytes();
    if (needed > available) {
      throw new ImageException(
          Kind.NoSpace,
          "No room to repair %s in %s: %d more bytes are needed, %d are free, %d are missing. Free some space. The image is as it was."
              .formatted(order.described(), pool.path(), needed, available, needed - available));
    }
  }

  private void unshare(ImageOrder order, Fd file, long size, Ticker ticker) throws ImageException {
    for (long at = 0; at < size; at += PIECE) {
      try {
        libc.fallocate(file, Falloc.UNSHARE_RANGE, at, Math.min(PIECE, size - at));
      } catch (ErrnoException e) {
        if (e.errno() == Errno.EOPNOTSUPP || e.errno() == Errno.EINVAL) {
          throw refused(
              order,
              "it shares space with another file, and this file system cannot part them; delete the"
                  + " clone, or copy the image");
        }
        throw e;
      }
      ticker.tick("parting shared space", Math.min(size, at + PIECE), size);
    }
  }

  private static String messages(List<Drift> drifts) {
    return drifts.stream().map(Drift::message).collect(Collectors.joining(" "));
  }

  private static ImageException refused(ImageOrder order, String why) {
    return new ImageException(
        Kind.Failed,
        "Cannot repair " + order.described() + ": " + why + ". Its data is as it was.");
  }
}
