package io.diskwright.probe;

import io.diskwright.api.v1alpha1.DeviceCapacity;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.FilesystemId;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Statfs;

/**
 * What can be told of a directory by statfs(2), without a probe: enough to publish how much room
 * there is, and to see that it must be probed anew.
 *
 * @param capacity now
 * @param readOnly whether it is mounted so
 * @param filesystem as {@link FilesystemId} tells it
 */
public record Glance(DeviceCapacity capacity, boolean readOnly, String filesystem) {
  /** sys/statvfs.h. */
  private static final long ST_RDONLY = 1;

  static Glance at(Libc libc, String path, int reservePercent) {
    int flags = Fcntl.O_RDONLY | Fcntl.O_DIRECTORY | Fcntl.O_CLOEXEC;
    try (Fd directory = libc.openat(Fd.CWD, path, flags, 0)) {
      Statfs statfs = libc.fstatfs(directory);
      return new Glance(
          DeviceProbe.capacity(statfs, reservePercent),
          (statfs.flags() & ST_RDONLY) != 0,
          FilesystemId.of(libc, directory));
    }
  }

  /** Whether nothing is otherwise but the room that is left. */
  public boolean sameAs(Glance before) {
    return readOnly == before.readOnly
        && filesystem.equals(before.filesystem)
        && capacity.totalBytes() == before.capacity.totalBytes();
  }
}
