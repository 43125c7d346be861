package io.diskwright.libc;

import java.util.Optional;

/**
 * A small file of ours in a directory where others may put things. It is read like anything a
 * stranger may have put there: what it is, whose and how long is looked at before a byte is read.
 */
public final class TrustedFile {
  private static final int OTHERS_WRITE = 022;
  private static final int READ =
      Fcntl.O_RDONLY | Fcntl.O_NOFOLLOW | Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC;
  private static final long INSIDE =
      Fcntl.RESOLVE_BENEATH | Fcntl.RESOLVE_NO_SYMLINKS | Fcntl.RESOLVE_NO_MAGICLINKS;

  private TrustedFile() {}

  /** What was found. */
  public sealed interface Reading {
    /** No file of that name. */
    record None() implements Reading {}

    /** All of it. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not kept
    record Content(byte[] bytes) implements Reading {}

    /**
     * Something that cannot be taken for one.
     *
     * @param why as the rest of a sentence that begins with the name of the file
     */
    record Refused(String why) implements Reading {}
  }

  /**
   * Reads it; never throws an {@link ErrnoException}.
   *
   * @param directory opened for reading
   * @param largest bytes it may have
   */
  public static Reading read(Libc libc, Fd directory, String name, int largest) {
    try {
      // Before it is opened, because opening alone does something to some devices.
      Optional<String> before = refusal(libc, libc.statx(directory, name), largest);
      if (before.isPresent()) {
        return new Reading.Refused(before.get());
      }
      try (Fd file = open(libc, directory, name)) {
        Optional<String> after = refusal(libc, libc.statx(file), largest);
        if (after.isPresent()) {
          return new Reading.Refused(after.get());
        }
        byte[] bytes = libc.pread(file, largest + 1, 0);
        return bytes.length > largest
            ? new Reading.Refused(tooLarge(largest))
            : new Reading.Content(bytes);
      }
    } catch (ErrnoException e) {
      return switch (e.errno()) {
        case Errno.ENOENT -> new Reading.None();
        case Errno.ELOOP -> new Reading.Refused("is a symbolic link; put the file itself there");
        default ->
            new Reading.Refused(
                "cannot be read: " + Errno.describe(e.errno()) + "; mend or remove it");
      };
    }
  }

  private static Fd open(Libc libc, Fd directory, String name) {
    try {
      return libc.openat2(directory, name, READ, 0, INSIDE);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ENOSYS && e.errno() != Errno.EPERM) { // old kernels and old seccomp
        throw e;
      }
      return libc.openat(directory, name, READ, 0);
    }
  }

  private static Optional<String> refusal(Libc libc, Statx stat, int largest) {
    if (stat.isSymbolicLink()) {
      return Optional.of("is a symbolic link; put the file itself there");
    }
    if (!stat.isRegularFile()) {
      return Optional.of("is no regular file; remove it");
    }
    if (stat.uid() != 0 && stat.uid() != libc.geteuid()) {
      return Optional.of(
          "belongs to the user "
              + Integer.toUnsignedString(stat.uid())
              + "; only root's or our own is believed: chown it to root, or remove it");
    }
    if ((stat.mode() & OTHERS_WRITE) != 0) {
      return Optional.of("may be written by others; chmod go-w it");
    }
    return stat.size() > largest ? Optional.of(tooLarge(largest)) : Optional.empty();
  }

  private static String tooLarge(int largest) {
    return "is larger than " + largest + " bytes; say less in it";
  }

  /**
   * Puts it there, in the place of an older one, whole or not at all, and durably.
   *
   * @param directory opened for reading
   * @throws ErrnoException when it cannot be written; the older one is then still there
   */
  public static void write(Libc libc, Fd directory, String name, byte[] bytes) {
    try (TemporaryFile fresh = TemporaryFile.create(libc, directory, name)) {
      try {
        libc.pwrite(fresh.file(), bytes, 0);
        libc.fsync(fresh.file());
        libc.renameat2(directory, fresh.name(), directory, name, 0);
      } catch (ErrnoException e) {
        fresh.remove();
        throw e;
      }
    }
    libc.fsync(directory);
  }
}
