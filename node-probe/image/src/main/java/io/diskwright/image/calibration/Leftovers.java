package io.diskwright.image.calibration;

import io.diskwright.image.ImageException;
import io.diskwright.image.PlaceIdentity;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** What calibrations that were killed left behind. */
public final class Leftovers {
  static final int DIRECTORY =
      Fcntl.O_RDONLY | Fcntl.O_DIRECTORY | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC;
  static final long INSIDE =
      Fcntl.RESOLVE_BENEATH
          | Fcntl.RESOLVE_NO_XDEV
          | Fcntl.RESOLVE_NO_SYMLINKS
          | Fcntl.RESOLVE_NO_MAGICLINKS;

  private static final Pattern NAME =
      Pattern.compile(Pattern.quote(TrialDirectory.PREFIX) + "[0-9a-f]{8}");
  private static final Pattern IMAGE =
      Pattern.compile("\\.?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\\.tmp)?");
  private static final int PATIENCE = 25;
  private static final long PAUSE_NANOS = 20_000_000L;

  private Leftovers() {}

  /**
   * What was found.
   *
   * @param removed names of directories that are gone now
   * @param busy whether another process calibrates there at this moment
   */
  public record Swept(List<String> removed, boolean busy) {}

  /**
   * Removes them from {@code target}, but nothing that a live process works in, and nothing that is
   * not ours.
   *
   * @param place what the target must still be
   * @throws ImageException when it is not, or one cannot be removed
   */
  public static Swept sweep(Libc libc, Path target, PlaceIdentity place) throws ImageException {
    List<String> removed = new ArrayList<>();
    boolean busy = false;
    try (Fd above = open(libc, target, place)) {
      for (String name : entries(above)) {
        if (NAME.matcher(name).matches()) {
          switch (removed(libc, above, name)) {
            case Removed -> removed.add(name);
            case Busy -> busy = true;
            case NotOurs -> {}
          }
        }
      }
    } catch (ErrnoException e) {
      throw new ImageException(
          ImageException.Kind.Failed,
          "What an earlier calibration left in "
              + target
              + " cannot be removed: "
              + e.getMessage()
              + ". Remove its directories "
              + TrialDirectory.PREFIX
              + "* and try again.",
          e);
    }
    return new Swept(removed, busy);
  }

  private static void requireSame(Libc libc, Path target, Fd above, PlaceIdentity place)
      throws ImageException {
    Optional<String> difference = place.difference(libc, above);
    if (difference.isPresent()) {
      throw new ImageException(
          ImageException.Kind.WrongPlace,
          target
              + " "
              + difference.get()
              + "; mount the right one, or probe again. Nothing was written.");
    }
  }

  private enum End {
    Removed,
    Busy,
    NotOurs
  }

  private static End removed(Libc libc, Fd above, String name) {
    try (Fd fd = libc.openat2(above, name, DIRECTORY, 0, INSIDE)) {
      if (libc.statx(fd).uid() != libc.geteuid()) {
        return End.NotOurs;
      }
      if (!locked(libc, fd)) {
        return End.Busy;
      }
      empty(libc, fd);
      libc.unlinkat(above, name, Fcntl.AT_REMOVEDIR);
      return End.Removed;
    } catch (ErrnoException e) {
      return switch (e.errno()) {
        case Errno.ENOENT -> End.Removed;
        case Errno.ELOOP, Errno.ENOTDIR, Errno.EXDEV, Errno.ENOTEMPTY -> End.NotOurs;
        default -> throw e;
      };
    }
  }

  /** With a little patience: a half-made child of a killed process holds it for a moment. */
  private static boolean locked(Libc libc, Fd fd) {
    for (int i = 0; i < PATIENCE; i++) {
      try {
        libc.flock(fd, Fcntl.LOCK_EX | Fcntl.LOCK_NB);
        return true;
      } catch (ErrnoException e) {
        if (e.errno() != Errno.EAGAIN) {
          throw e;
        }
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return false;
  }

  /**
   * Removes images, finished and half-made, and sockets; nothing else, and without waiting for the
   * disk: what comes back after a power cut, the next run removes.
   */
  static void empty(Libc libc, Fd fd) {
    for (String name : entries(fd)) {
      if (IMAGE.matcher(name).matches()) {
        try (Fd image = libc.openat2(fd, name, DIRECTORY, 0, INSIDE)) {
          for (String file : entries(image)) {
            libc.unlinkat(image, file, 0);
          }
        }
        libc.unlinkat(fd, name, Fcntl.AT_REMOVEDIR);
      } else if (name.equals(TrialDirectory.SOCKET)) {
        libc.unlinkat(fd, name, 0);
      }
    }
  }

  /** Opens a target, if it is still the right one. */
  static Fd open(Libc libc, Path target, PlaceIdentity place) throws ImageException {
    Fd above = open(libc, target);
    boolean right = false;
    try {
      requireSame(libc, target, above, place);
      right = true;
      return above;
    } finally {
      if (!right) {
        above.close();
      }
    }
  }

  /** Opens a target; a symbolic link anywhere in its path could be pointed elsewhere. */
  private static Fd open(Libc libc, Path target) throws ImageException {
    try {
      return libc.openat2(
          Fd.CWD,
          target.toString(),
          DIRECTORY,
          0,
          Fcntl.RESOLVE_NO_SYMLINKS | Fcntl.RESOLVE_NO_MAGICLINKS);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ELOOP && e.errno() != Errno.ENOTDIR) {
        throw e;
      }
      throw new ImageException(
          ImageException.Kind.WrongPlace,
          target
              + " is a symbolic link, is reached through one, or is no directory;"
              + " give the directory itself. Nothing was written.",
          e);
    }
  }

  private static List<String> entries(Fd fd) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(Path.of("/proc/self/fd/" + fd.number()))) {
      all.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
    } catch (IOException | DirectoryIteratorException e) {
      throw new ErrnoException("getdents(" + fd.number() + ")", Errno.EIO);
    }
    names.sort(null);
    return names;
  }
}
