package io.diskwright.probe;

import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Ioctls;
import io.diskwright.libc.Libc;

/** The FS_*_FL flags of a file; ioctl_iflags(2). */
final class InodeFlags {
  static final String GET = "ioctl(FS_IOC_GETFLAGS)";
  static final String SET = "ioctl(FS_IOC_SETFLAGS, FS_NOCOW_FL)";

  private InodeFlags() {}

  /** Reads them. */
  static int get(Libc libc, Fd file) {
    byte[] answer = new byte[8]; // the kernel writes an int, the number says long
    libc.ioctl(file, Ioctls.FS_IOC_GETFLAGS, answer);
    return Answer.of(answer, 4).getInt(0);
  }

  /** Those of a new file in the place; of the directory, which hands them on, if none can be. */
  static int ofNewFiles(Place place) {
    Fd asked;
    try {
      asked = place.scratch().sparse();
    } catch (ScratchUnavailable | ErrnoException e) {
      asked = place.directory();
    }
    return get(place.libc(), asked);
  }

  /** Sets them. */
  static void set(Libc libc, Fd file, int flags) {
    byte[] request = new byte[8];
    Answer.of(request, 4).putInt(0, flags);
    libc.ioctl(file, Ioctls.FS_IOC_SETFLAGS, request);
  }
}
