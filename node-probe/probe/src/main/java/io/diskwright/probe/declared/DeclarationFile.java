package io.diskwright.probe.declared;

import io.diskwright.api.v1alpha1.DeclaredCapability;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Statx;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file {@value #NAME} in a target's directory. It is read like anything a stranger may have put
 * there: what it is, whose and how long is looked at before a byte is read.
 */
public final class DeclarationFile {
  /** Its name, in the directory itself. */
  public static final String NAME = ".diskwright-capabilities.yaml";

  /** Bytes; all 19 capabilities with a long detail each take less. */
  static final int LARGEST = 64 << 10;

  private static final int OTHERS_WRITE = 022;
  private static final int FLAGS =
      Fcntl.O_RDONLY | Fcntl.O_NOFOLLOW | Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC;
  private static final long INSIDE =
      Fcntl.RESOLVE_BENEATH | Fcntl.RESOLVE_NO_SYMLINKS | Fcntl.RESOLVE_NO_MAGICLINKS;

  private DeclarationFile() {}

  /** What was found. */
  public sealed interface Reading {
    /** No file of that name. */
    record None() implements Reading {}

    /** What it declares; the source of each is MetadataFile. */
    record Declared(List<DeclaredCapability> capabilities) implements Reading {}

    /**
     * Something that cannot be taken for one.
     *
     * @param message for people: the file, the line and the field where there are such, why it was
     *     refused and what to do
     */
    record Invalid(String message) implements Reading {}
  }

  /**
   * Reads it; never throws an {@link ErrnoException}.
   *
   * @param directory opened for reading
   */
  public static Reading read(Libc libc, Fd directory) {
    try {
      // Before it is opened, because opening alone does something to some devices.
      String why = refusal(libc, libc.statx(directory, NAME));
      if (why != null) {
        return invalid(why);
      }
      try (Fd file = open(libc, directory)) {
        String after = refusal(libc, libc.statx(file));
        return after == null ? parse(libc.pread(file, LARGEST + 1, 0)) : invalid(after);
      }
    } catch (ErrnoException e) {
      return switch (e.errno()) {
        case Errno.ENOENT -> new Reading.None();
        case Errno.ELOOP -> invalid("is a symbolic link; put the file itself there");
        default -> invalid("cannot be read: " + Errno.describe(e.errno()) + "; mend or remove it");
      };
    }
  }

  private static Fd open(Libc libc, Fd directory) {
    try {
      return libc.openat2(directory, NAME, FLAGS, 0, INSIDE);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ENOSYS && e.errno() != Errno.EPERM) { // old kernels and old seccomp
        throw e;
      }
      return libc.openat(directory, NAME, FLAGS, 0);
    }
  }

  private static @Nullable String refusal(Libc libc, Statx stat) {
    if (stat.isSymbolicLink()) {
      return "is a symbolic link; put the file itself there";
    }
    if (!stat.isRegularFile()) {
      return "is no regular file; remove it";
    }
    if (stat.uid() != 0 && stat.uid() != libc.geteuid()) {
      return "belongs to the user "
          + Integer.toUnsignedString(stat.uid())
          + "; only root's or our own is believed: chown it to root, or remove it";
    }
    if ((stat.mode() & OTHERS_WRITE) != 0) {
      return "may be written by others; chmod go-w it";
    }
    return stat.size() > LARGEST ? tooLarge() : null;
  }

  private static String tooLarge() {
    return "is larger than " + LARGEST + " bytes; say less in it";
  }

  private static Reading parse(byte[] bytes) {
    if (bytes.length > LARGEST) {
      return invalid(tooLarge());
    }
    try {
      return new Reading.Declared(DeclarationParser.parse(bytes));
    } catch (DeclarationException e) {
      return new Reading.Invalid(NAME + e.getMessage());
    }
  }

  private static Reading invalid(String why) {
    return new Reading.Invalid(NAME + " " + why);
  }
}
