package io.diskwright.image;

import io.diskwright.image.Verification.Drift;
import io.diskwright.image.Verification.DriftKind;
import io.diskwright.image.Verification.Drifted;
import io.diskwright.image.Verification.Verified;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Statx;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares what is on disk with what was ordered: header, virtual size, allocated bytes. By system
 * calls alone; no process is started and nothing is changed.
 */
public final class Verifier {
  private static final String LOOK = "Look at the file, or delete the image and make it again.";

  private final Libc libc;

  /** Looks by {@code libc}. */
  public Verifier(Libc libc) {
    this.libc = libc;
  }

  /** Looks by the running kernel. */
  public static Verifier system() {
    return new Verifier(Libc.system());
  }

  /**
   * Looks, and changes nothing.
   *
   * @throws ImageException when it cannot look: the pool is not ours, or reading fails
   */
  public Verification verify(ImageOrder order) throws ImageException {
    order.checked();
    Optional<PoolDirectory> opened = PoolDirectory.open(libc, order.pool());
    if (opened.isEmpty()) {
      return drifted(DriftKind.Missing, "The pool " + order.pool() + " is not there.");
    }
    try (PoolDirectory pool = opened.get()) {
      Optional<String> replaced = pool.difference(order.place());
      if (replaced.isPresent()) {
        return drifted(DriftKind.Replaced, "The pool " + pool.path() + " " + replaced.get() + ".");
      }
      return inPool(order, pool);
    } catch (ErrnoException e) {
      throw Trouble.of(e, "verifying " + order.described(), order.pool());
    }
  }

  /** Looks at the finished image in a pool that is the right one. */
  Verification inPool(ImageOrder order, PoolDirectory pool) {
    try (Fd directory = pool.openDirectory(order.uid())) {
      return inDirectory(order, directory);
    } catch (ErrnoException e) {
      return switch (e.errno()) {
        case Errno.ENOENT -> drifted(DriftKind.Missing, order.file() + " is not there.");
        case Errno.ELOOP, Errno.ENOTDIR, Errno.EXDEV ->
            drifted(
                DriftKind.HeaderChanged,
                order.pool().resolve(order.uid()) + " is a link, a mount or a file. " + LOOK);
        default -> throw e;
      };
    }
  }

  /** Looks at the image in its directory, finished or still under its temporary name. */
  Verification inDirectory(ImageOrder order, Fd directory) {
    int flags = Kernel.OPEN_READ;
    try (Fd file = libc.openat2(directory, order.fileName(), flags, 0, Kernel.RESOLVE_INSIDE)) {
      return file(order, directory, file);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOENT) {
        return drifted(DriftKind.Missing, order.file() + " is not there.");
      }
      if (e.errno() == Errno.ELOOP) {
        return drifted(DriftKind.HeaderChanged, order.file() + " is a symbolic link. " + LOOK);
      }
      if (e.errno() == Errno.EXDEV) {
        return drifted(
            DriftKind.HeaderChanged, order.file() + " has another file mounted over it. " + LOOK);
      }
      throw e;
    }
  }

  private Verification file(ImageOrder order, Fd directory, Fd file) {
    Statx statx = libc.statx(file);
    int self = libc.geteuid();
    if (!statx.isRegularFile() || statx.uid() != self || libc.statx(directory).uid() != self) {
      return drifted(
          DriftKind.HeaderChanged, order.file() + " is not a regular file of ours. " + LOOK);
    }
    Header header;
    try {
      header = HeaderReader.read(libc, file, statx.size(), order);
    } catch (Header.BrokenException e) {
      return drifted(DriftKind.HeaderChanged, order.file() + ": " + e.getMessage() + ". " + LOOK);
    }
    List<Drift> drifts = new ArrayList<>();
    compareOptions(order, header, drifts);
    compareEncryption(order, header, drifts);
    if (header.virtualBytes() != order.sizeBytes()) {
      drifts.add(
          new Drift(
              header.virtualBytes() > order.sizeBytes() ? DriftKind.Grown : DriftKind.Truncated,
              order.file()
                  + " shows the guest "
                  + header.virtualBytes()
                  + " bytes; ordered were "
                  + order.sizeBytes()
                  + ". "
                  + LOOK));
    }
    Optional<Extents> extents =
        order.policy() == AllocationPolicy.Preallocated
            ? Extents.of(libc, file, statx.size())
            : Optional.empty();
    compareAllocation(order, header, statx, extents, drifts);
    extents.ifPresent(found -> compareSharing(order, found, drifts));
    compareLength(order, statx, drifts);
    if (!drifts.isEmpty()) {
      return new Drifted(List.copyOf(drifts));
    }
    List<String> how = new ArrayList<>(List.of("statx st_blocks"));
    extents.ifPresent(found -> how.add(found.described()));
    if (order.format() != ImageFormat.raw) {
      how.add(order.format() + " header");
    }
    if (order.encrypted()) {
      how.add("LUKS header");
    }
    return new Verified(
        order.file(), statx.allocatedBytes(), header.virtualBytes(), String.join(", ", how));
  }

  private static void compareEncryption(ImageOrder order, Header header, List<Drift> drifts) {
    boolean encrypted = header.options().containsKey(OrderRules.ENCRYPT_FORMAT);
    if (encrypted != order.encrypted()) {
      drifts.add(
          new Drift(
              DriftKind.HeaderChanged,
              order.file()
                  + (encrypted ? " is encrypted" : " is not encrypted")
                  + ", other than ordered. "
                  + LOOK));
    }
  }

  private static void compareOptions(ImageOrder order, Header header, List<Drift> drifts) {
    for (Map.Entry<String, String> found : header.options().entrySet()) {
      String ordered = order.options().get(found.getKey());
      if (ordered != null && !sameValue(ordered, found.getValue())) {
        drifts.add(
            new Drift(
                DriftKind.HeaderChanged,
                order.file()
                    + " has "
                    + found.getKey()
                    + "="
                    + found.getValue()
                    + "; ordered was "
                    + ordered
                    + ". "
                    + LOOK));
      }
    }
  }

  /** Sizes may be ordered with QEMU's suffixes. */
  private static boolean sameValue(String ordered, String found) {
    return ordered.equals(found) || OrderRules.bytes(ordered).equals(found);
  }

  /** With its tables filled, a qcow2 file has a place for every byte of the guest. */
  private static void compareLength(ImageOrder order, Statx statx, List<Drift> drifts) {
    boolean filled = order.format() == ImageFormat.qcow2 && order.policy() != AllocationPolicy.Thin;
    if (filled && statx.size() < order.sizeBytes()) {
      drifts.add(
          new Drift(
              DriftKind.Truncated,
              order.file()
                  + " ends at byte "
                  + statx.size()
                  + ", before the data that its tables point at: it was cut. "
                  + LOOK));
    }
  }

  private static void compareAllocation(
      ImageOrder order, Header header, Statx statx, Optional<Extents> extents, List<Drift> drifts) {
    long required = order.requiredBytes();
    long allocated =
        extents
            .filter(Extents::complete)
            .map(found -> Math.min(statx.allocatedBytes(), found.mappedBytes()))
            .orElse(statx.allocatedBytes());
    if (allocated < required) {
      drifts.add(
          unallocated(order, allocated + " bytes are allocated of the " + required + " ordered"));
    }
    if (order.policy() == AllocationPolicy.MetadataPreallocated) {
      long full =
          Qcow2Header.fullTableBytes(
              order.sizeBytes(),
              Long.parseLong(header.options().getOrDefault("cluster_size", "65536")),
              "on".equals(header.options().get("extended_l2")));
      if (Math.min(header.tableBytes(), statx.allocatedBytes()) < full) {
        drifts.add(
            unallocated(
                order,
                Math.min(header.tableBytes(), statx.allocatedBytes())
                    + " bytes of tables are there of the "
                    + full
                    + " preallocated"));
      }
    }
  }

  private static void compareSharing(ImageOrder order, Extents extents, List<Drift> drifts) {
    if (extents.sharedBytes() > 0) {
      drifts.add(
          new Drift(
              DriftKind.Shared,
              order.file()
                  + ": "
                  + extents.sharedBytes()
                  + " bytes are shared with another file, such as a clone; to write to them takes"
                  + " new space, and then it can run out."));
    }
  }

  private static Drift unallocated(ImageOrder order, String what) {
    return new Drift(
        DriftKind.Unallocated,
        order.file()
            + ": "
            + what
            + "; a guest's discard, a copy or a clone gives space back, and then it can run out.");
  }

  private static Drifted drifted(DriftKind kind, String message) {
    return new Drifted(List.of(new Drift(kind, message)));
  }
}
