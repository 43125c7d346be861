package io.diskwright.libc;

import java.util.Optional;

/**
 * The file of a directory that holds its {@link Marker}. It is read like anything a stranger may
 * have put there: not through links or mounts, only a small regular file that nobody else may
 * write.
 */
public final class MarkerFile {
  /** Its name in the directory. */
  public static final String NAME = ".diskwright-identity";

  private static final int LARGEST = 4096;
  private static final int OTHERS_WRITE = 022;
  private static final long INSIDE =
      Fcntl.RESOLVE_BENEATH
          | Fcntl.RESOLVE_NO_XDEV
          | Fcntl.RESOLVE_NO_SYMLINKS
          | Fcntl.RESOLVE_NO_MAGICLINKS;

  private MarkerFile() {}

  /** What was found. */
  public sealed interface Reading {
    /** A marker. */
    record Found(Marker marker) implements Reading {}

    /** No file of that name. */
    record None() implements Reading {}

    /**
     * Something that cannot be taken for one, or could not be read.
     *
     * @param why as the rest of a sentence that begins with the name of the file
     * @param errno of the call that failed, or 0
     */
    record Bad(String why, int errno) implements Reading {}
  }

  /**
   * Reads the marker of a directory; never throws an {@link ErrnoException}.
   *
   * @param directory opened for reading
   */
  public static Reading read(Libc libc, Fd directory) {
    int flags = Fcntl.O_RDONLY | Fcntl.O_NOFOLLOW | Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC;
    try (Fd file = libc.openat2(directory, NAME, flags, 0, INSIDE)) {
      Statx stat = libc.statx(file);
      if (!stat.isRegularFile()) {
        return new Reading.Bad("is no regular file", 0);
      }
      if (stat.uid() != libc.geteuid() && stat.uid() != 0 || (stat.mode() & OTHERS_WRITE) != 0) {
        return new Reading.Bad("could have been written by another user", 0);
      }
      if (stat.size() > LARGEST) {
        return new Reading.Bad("is larger than " + LARGEST + " bytes", 0);
      }
      Optional<Marker> marker = Marker.parse(libc.pread(file, LARGEST, 0));
      return marker
          .<Reading>map(Reading.Found::new)
          .orElseGet(() -> new Reading.Bad("is not as Diskwright writes it", 0));
    } catch (ErrnoException e) {
      return switch (e.errno()) {
        case Errno.ENOENT -> new Reading.None();
        case Errno.ELOOP -> new Reading.Bad("is a symbolic link", Errno.ELOOP);
        case Errno.EXDEV -> new Reading.Bad("has something mounted over it", Errno.EXDEV);
        default -> new Reading.Bad("cannot be read: " + Errno.describe(e.errno()), e.errno());
      };
    }
  }

  /**
   * Writes the marker of a directory that has none, whole or not at all, and durably. When somebody
   * else is faster, theirs stands.
   *
   * @param directory opened for reading
   * @return what is there afterwards
   * @throws ErrnoException when it cannot be written
   */
  public static Reading write(Libc libc, Fd directory, Marker marker) {
    Reading before = read(libc, directory);
    if (!(before instanceof Reading.None)) {
      return before;
    }
    WholeFile.write(libc, directory, NAME, marker.bytes());
    return read(libc, directory);
  }
}
