package io.diskwright.probe;

import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.api.v1alpha1.Observation;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Falloc;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Fiemap;
import io.diskwright.libc.Libc;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import java.util.List;

/** How files take and give back space, seen by st_blocks. */
final class SpaceProbe implements CapabilityProbe {
  private static final String SPARSE = "ftruncate(4 MiB) + pwrite at the end + fstat st_blocks";
  private static final String FALLOCATE = "fallocate(0, 64 KiB) + fstat st_blocks";
  private static final String PUNCH = "fallocate(PUNCH_HOLE|KEEP_SIZE) + fstat st_blocks";
  private static final String ZERO = "fallocate(ZERO_RANGE)";
  private static final String FIEMAP = "ioctl(FS_IOC_FIEMAP)";

  @Override
  public void ask(Place place, Findings out) {
    boolean served = !place.countsBlocks();
    out.ask(
        Capability.ThinProvisioning,
        SPARSE,
        "files cannot have holes",
        () -> served ? ServedSpace.sparse(place) : sparse(place));
    out.ask(
        Capability.Preallocation,
        FALLOCATE,
        "space can only be reserved by writing it",
        () -> served ? ServedSpace.fallocate(place) : fallocate(place));
    out.ask(
        Capability.ExtentMapping,
        FIEMAP,
        "what is allocated where cannot be read back",
        () -> fiemap(place));
    out.ask(Capability.WriteZeroes, ZERO, "zeroes have to be written", () -> zeroRange(place));
    out.ask(
        Capability.Discard,
        PUNCH,
        "space inside a file cannot be given back",
        () -> served ? ServedSpace.punch(place) : punch(place));
  }

  private static Finding sparse(Place place) {
    Fd file = place.scratch().sparse();
    long allocated = allocated(place, file);
    String result = "st_blocks*512 = " + allocated + " of " + Scratch.SPARSE_SIZE;
    Finding finding;
    if (allocated == 0) {
      finding = Finding.unknown(SPARSE, result, "written data is not counted either");
    } else if (allocated <= Scratch.SPARSE_SIZE / 2) {
      finding = Finding.present(null, SPARSE, result, "the hole takes no space");
    } else {
      finding = Finding.absent(SPARSE, result, "the hole takes space as data would");
    }
    return finding.alongside(Seeking.hole(place.libc(), file));
  }

  private static Finding fallocate(Place place) {
    long allocated = allocated(place, place.scratch().reserved());
    String result = "0, st_blocks*512 = " + allocated;
    return allocated >= Scratch.RESERVED_SIZE
        ? Finding.present(null, FALLOCATE, result, "space is reserved without writing it")
        : Finding.absent(FALLOCATE, result, "the call succeeds but reserves nothing");
  }

  private static Finding fiemap(Place place) {
    Observation seeking = Seeking.data(place.libc(), place.scratch().sparse());
    List<Fiemap.Extent> extents;
    String flushed = "";
    try {
      Fd file = fileWithSpace(place);
      extents = Fiemap.read(place.libc(), file, 0, Scratch.SPARSE_SIZE, 0);
      if (extents.isEmpty()) { // ext4 without extents shows what has its place only
        extents = Fiemap.read(place.libc(), file, 0, Scratch.SPARSE_SIZE, Fiemap.SYNC);
        flushed = " with FIEMAP_FLAG_SYNC";
      }
    } catch (ErrnoException e) {
      return Finding.failed(FIEMAP, e, "what is allocated where cannot be read back")
          .alongside(seeking);
    }
    String result = "extents = " + extents.size() + flushed;
    Finding finding =
        extents.isEmpty()
            ? Finding.absent(FIEMAP, result, "the call does not show what st_blocks shows")
            : Finding.present(null, FIEMAP, result, "every extent can be read back");
    return finding.alongside(seeking);
  }

  private static Finding zeroRange(Place place) {
    Fd file = fileWithSpace(place);
    place.libc().fallocate(file, Falloc.ZERO_RANGE, 0, place.scratch().block());
    Finding zero = Finding.present(null, ZERO, "0", "the file system marks the range as zeroes");
    FallocateModes modes = place.fallocateModes();
    return modes.has(FallocateModes.Mode.WRITE_ZEROES)
        ? zero.alongside(
            new Observation(
                EvidenceSource.SystemCall,
                "fallocate(WRITE_ZEROES)",
                "0",
                CapabilityState.Present,
                "the disk below can make a range written zeroes, too"))
        : zero;
  }

  private static Finding punch(Place place) {
    Fd file = fileWithSpace(place);
    long before = allocated(place, file);
    place.libc().fallocate(file, Falloc.PUNCH_HOLE | Falloc.KEEP_SIZE, 0, Scratch.SPARSE_SIZE);
    long after = allocated(place, file);
    String result = "0, st_blocks*512 " + before + " -> " + after;
    if (after < before) {
      return Finding.present(null, PUNCH, result, "a punched hole is free space again");
    }
    return before == 0
        ? Finding.unknown(PUNCH, result, "no allocated space was seen to give back")
        : Finding.absent(PUNCH, result, "the call succeeds but frees nothing");
  }

  /** Reserved space where that can be had, because it needs no write-back; else written data. */
  private static Fd fileWithSpace(Place place) {
    try {
      return place.scratch().reserved();
    } catch (ErrnoException e) {
      return place.scratch().twin();
    }
  }

  private static long allocated(Place place, Fd file) {
    Libc libc = place.libc();
    if (place.family().countsLate()) {
      libc.fsync(file); // allocation is counted only once the data has gone out
    }
    return libc.statx(file).allocatedBytes();
  }
}
