package io.diskwright.libc;

/** Writes a small file of ours whole or not at all, and never over another. */
public final class WholeFile {
  private WholeFile() {}

  /**
   * Writes {@code content} for its owner only, mode 0600, and durably. When somebody else is
   * faster, theirs stands: read what is there afterwards.
   *
   * @param directory opened for reading
   * @param name begins with {@code .diskwright-}, so that {@link TemporaryFile#sweep} knows what a
   *     killed process left
   * @throws ErrnoException when it cannot be written; nothing is left that counts
   */
  public static void write(Libc libc, Fd directory, String name, byte[] content) {
    try (Fd file = libc.openat(directory, ".", Fcntl.O_TMPFILE | Fcntl.O_RDWR, 0600)) {
      fill(libc, file, content);
      link(libc, file, directory, name);
    } catch (ErrnoException e) {
      boolean noTmpfile =
          e.errno() == Errno.EOPNOTSUPP
              || e.errno() == Errno.EISDIR
              || e.errno() == Errno.EINVAL
              || e.errno() == Errno.ENOENT;
      if (!noTmpfile) {
        throw e;
      }
      writeNamed(libc, directory, name, content);
    }
    libc.fsync(directory);
  }

  private static void fill(Libc libc, Fd file, byte[] content) {
    libc.fchmod(file, 0600);
    libc.pwrite(file, content, 0);
    libc.fsync(file);
  }

  private static void link(Libc libc, Fd file, Fd directory, String name) {
    try {
      libc.linkTmpfile(file, directory, name);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.EEXIST) {
        throw e;
      }
    }
  }

  /** For a file system without nameless files: NFS, FAT, FUSE. */
  private static void writeNamed(Libc libc, Fd directory, String name, byte[] content) {
    try (TemporaryFile fresh = TemporaryFile.create(libc, directory, name)) {
      boolean renamed = false;
      try {
        fill(libc, fresh.file(), content);
        renamed = renamed(libc, directory, name, fresh);
      } finally {
        if (!renamed) {
          fresh.remove();
        }
      }
    }
  }

  /**
   * False when it keeps its temporary name, too: somebody was faster, or it could only be linked.
   */
  private static boolean renamed(Libc libc, Fd directory, String name, TemporaryFile fresh) {
    try {
      libc.renameat2(directory, fresh.name(), directory, name, Fcntl.RENAME_NOREPLACE);
      return true;
    } catch (ErrnoException e) {
      switch (e.errno()) {
        case Errno.EEXIST -> {
          return false;
        }
        case Errno.EINVAL, Errno.ENOSYS -> { // NFS: no flags, but links
          link(libc, fresh.file(), directory, name);
          return false;
        }
        default -> throw e;
      }
    }
  }
}
