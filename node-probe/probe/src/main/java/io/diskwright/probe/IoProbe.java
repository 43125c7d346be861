package io.diskwright.probe;

import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.api.v1alpha1.Observation;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Statx;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;

/** Direct and atomic I/O. */
final class IoProbe implements CapabilityProbe {
  private static final String DIRECT = "open(O_DIRECT) + pread + statx(STATX_DIOALIGN)";
  private static final String ATOMIC = "statx(STATX_WRITE_ATOMIC)";
  private static final int SMALLEST = 512;
  private static final int LARGEST = 64 << 10;

  @Override
  public void ask(Place place, Findings out) {
    out.ask(Capability.DirectIo, DIRECT, "the page cache cannot be passed by", () -> direct(place));
    out.ask(Capability.AtomicWrites, ATOMIC, "no promise beyond one sector", () -> atomic(place));
  }

  private static Finding direct(Place place) {
    Libc libc = place.libc();
    Fd file = place.scratch().direct();
    libc.ftruncate(file, LARGEST);
    Statx said = libc.statx(file);
    if (said.dioOffsetAlignment() == 0) {
      return notDirect(libc, file);
    }
    int first = said.dioOffsetAlignment() > 0 ? said.dioOffsetAlignment() : smallest(place);
    int works = smallestRead(libc, file, first);
    String says =
        said.dioOffsetAlignment() < 0
            ? "the kernel does not say, found by trying"
            : "STATX_DIOALIGN offset " + said.dioOffsetAlignment();
    return Finding.present(
        Integer.toString(works), DIRECT, "pread of " + works + " = " + works, says);
  }

  /** btrfs takes less than a sector of its own too, but by the page cache; fs/btrfs/direct-io.c. */
  private static int smallest(Place place) {
    Btrfs btrfs = place.btrfs();
    return btrfs == null ? SMALLEST : Math.clamp(btrfs.sectorSize(), SMALLEST, LARGEST);
  }

  /** Some file systems take O_DIRECT and go through the page cache all the same. */
  private static Finding notDirect(Libc libc, Fd file) {
    Finding no =
        Finding.absent(
            DIRECT,
            "STATX_DIOALIGN offset 0",
            "files made here go through the page cache, as with data=journal or encryption");
    try {
      int got = libc.preadAligned(file, SMALLEST, SMALLEST, 0);
      return no.alongside(
          new Observation(
              EvidenceSource.SystemCall,
              "open(O_DIRECT) + pread",
              Integer.toString(got),
              CapabilityState.Unknown,
              "the flag is taken, but not followed"));
    } catch (ErrnoException e) {
      return no;
    }
  }

  private static int smallestRead(Libc libc, Fd file, int first) {
    for (int size = first; ; size *= 2) {
      try {
        int got = libc.preadAligned(file, size, size, 0);
        if (got == size) {
          return size;
        }
        throw new ErrnoException("pread(O_DIRECT, " + size + ") = " + got, Errno.EIO);
      } catch (ErrnoException e) {
        if (e.errno() != Errno.EINVAL || size >= LARGEST) {
          throw e;
        }
      }
    }
  }

  private static Finding atomic(Place place) {
    int largest = place.libc().statx(place.scratch().sparse()).atomicWriteMax();
    if (largest < 0) {
      return place.orTooOld(
          Finding.absent(
              ATOMIC,
              "stx_mask without it",
              "the file system, or a kernel before 6.11, promises nothing beyond one sector"),
          6,
          11,
          "STATX_WRITE_ATOMIC");
    }
    return largest > place.logicalBlockSize()
        ? Finding.present(
            Integer.toString(largest),
            ATOMIC,
            "max " + largest,
            "untorn up to that many bytes, by the disk or by the file system")
        : Finding.absent(ATOMIC, "max " + largest, "no promise beyond one sector");
  }
}
