package io.diskwright.image;

import io.diskwright.libc.Fcntl;

/** Combinations of flags by which this room opens things. */
final class Kernel {
  /** A directory that is not a symbolic link. */
  static final int OPEN_DIRECTORY =
      Fcntl.O_RDONLY | Fcntl.O_DIRECTORY | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC;

  /** A file to be looked at; a FIFO somebody put there does not block us. */
  static final int OPEN_READ =
      Fcntl.O_RDONLY | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK;

  /** A file to be changed. */
  static final int OPEN_WRITE = Fcntl.O_RDWR | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC;

  /** A file that must not be there yet. */
  static final int CREATE = OPEN_WRITE | Fcntl.O_CREAT | Fcntl.O_EXCL;

  /** No step of the path may be a symbolic link. */
  static final long RESOLVE_PLAIN = Fcntl.RESOLVE_NO_MAGICLINKS | Fcntl.RESOLVE_NO_SYMLINKS;

  /** Nor may any step leave the directory, nor may another mount lie over it. */
  static final long RESOLVE_INSIDE = RESOLVE_PLAIN | Fcntl.RESOLVE_BENEATH | Fcntl.RESOLVE_NO_XDEV;

  private Kernel() {}
}
