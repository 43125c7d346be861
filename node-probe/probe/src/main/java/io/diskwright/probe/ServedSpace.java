package io.diskwright.probe;

import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.api.v1alpha1.Observation;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Falloc;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.planner.CapabilityState;

/**
 * How files take and give back space on an SMB server. The client makes st_blocks up from the size
 * (fs/smb/client/inode.c); what the server has allocated it tells by FSCTL_QUERY_ALLOCATED_RANGES,
 * which lseek(2) asks for.
 */
final class ServedSpace {
  private static final String SPARSE =
      "ftruncate(4 MiB) + pwrite at the end + lseek(SEEK_HOLE, SEEK_DATA)";
  private static final String PUNCH = "fallocate(PUNCH_HOLE|KEEP_SIZE) + lseek(SEEK_DATA)";
  private static final String FALLOCATE = "fallocate(0, 64 KiB)";

  private ServedSpace() {}

  static Finding sparse(Place place) {
    Libc libc = place.libc();
    Fd file = place.scratch().sparse();
    libc.fsync(file);
    long hole = libc.lseek(file, 0, Fcntl.SEEK_HOLE);
    long data = libc.lseek(file, 0, Fcntl.SEEK_DATA);
    String result = "hole at " + hole + ", data at " + data;
    Finding finding =
        hole == 0 && data > 0
            ? Finding.present(null, SPARSE, result, "the server has not allocated the hole")
            : Finding.unknown(SPARSE, result, "the server shows no hole, which it need not");
    return finding.alongside(
        new Observation(
            EvidenceSource.SystemCall,
            "fstat st_blocks",
            Long.toString(libc.statx(file).allocatedBytes() / 512),
            CapabilityState.Unknown,
            "this client makes it up from the size"));
  }

  static Finding fallocate(Place place) {
    place.scratch().reserved();
    return Finding.unknown(
        FALLOCATE, "0", "the call succeeds, but whether the server reserves it does not tell");
  }

  static Finding punch(Place place) {
    Libc libc = place.libc();
    Fd file = place.scratch().twin();
    libc.fsync(file);
    long before = libc.lseek(file, 0, Fcntl.SEEK_DATA);
    libc.fallocate(file, Falloc.PUNCH_HOLE | Falloc.KEEP_SIZE, 0, Scratch.SPARSE_SIZE);
    try {
      long after = libc.lseek(file, 0, Fcntl.SEEK_DATA);
      return Finding.absent(
          PUNCH, "0, data at " + before + " -> " + after, "the call succeeds but frees nothing");
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ENXIO) {
        throw e;
      }
      return Finding.present(
          null,
          PUNCH,
          "0, data at " + before + " -> " + e.errnoName(),
          "the server has given a punched hole back");
    }
  }
}
