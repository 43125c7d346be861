package io.diskwright.probe;

import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.api.v1alpha1.Observation;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.planner.CapabilityState;

/**
 * Whether a reader can skip holes; lseek(2). A file system that cannot tell says that all is data,
 * which says nothing about space: so it never speaks against a capability.
 */
final class Seeking {
  private Seeking() {}

  /** Of a file that begins with a hole. */
  static Observation hole(Libc libc, Fd file) {
    return ask(libc, file, "SEEK_HOLE", Fcntl.SEEK_HOLE, CapabilityState.Present);
  }

  /** The same file: where its data begins. It shows holes, but not what is reserved. */
  static Observation data(Libc libc, Fd file) {
    return ask(libc, file, "SEEK_DATA", Fcntl.SEEK_DATA, CapabilityState.Unknown);
  }

  private static Observation ask(
      Libc libc, Fd file, String name, int whence, CapabilityState ifSeen) {
    String call = "lseek(0, " + name + ")";
    try {
      long at = libc.lseek(file, 0, whence);
      boolean seen = whence == Fcntl.SEEK_HOLE ? at == 0 : at > 0;
      return new Observation(
          EvidenceSource.SystemCall,
          call,
          Long.toString(at),
          seen ? ifSeen : CapabilityState.Unknown,
          seen ? "readers can skip the hole" : "readers have to read holes as zeroes");
    } catch (ErrnoException e) {
      return new Observation(
          EvidenceSource.SystemCall, call, e.errnoName(), CapabilityState.Unknown, null);
    }
  }
}
