package io.diskwright.image;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import java.nio.file.Path;

/** Turns what the kernel said into what a person needs to know. */
final class Trouble {
  private Trouble() {}

  /** {@code e} with {@code more} at the end of its message. */
  static ImageException with(ImageException e, String more) {
    Throwable cause = e.getCause();
    String message = e.getMessage() + more;
    return cause == null
        ? new ImageException(e.kind(), message)
        : new ImageException(e.kind(), message, cause);
  }

  /** What {@code e} means while {@code doing} (such as {@code making image …}) in {@code pool}. */
  static ImageException of(ErrnoException e, String doing, Path pool) {
    String what = "In " + pool + ", while " + doing + ": " + e.getMessage() + ". ";
    return switch (e.errno()) {
      case Errno.ENOSPC, Errno.EDQUOT ->
          new ImageException(ImageException.Kind.NoSpace, what + "Free some space there.", e);
      case Errno.EROFS ->
          new ImageException(
              ImageException.Kind.WrongPlace,
              what + "The file system is read-only: mount it writable, or choose another pool.",
              e);
      case Errno.EACCES, Errno.EPERM ->
          new ImageException(
              ImageException.Kind.WrongPlace,
              what + "The pool is not ours to write: run as its owner, or choose another pool.",
              e);
      case Errno.EFBIG ->
          new ImageException(
              ImageException.Kind.Failed,
              what + "The file system cannot hold a file this large: choose another pool.",
              e);
      case Errno.EIO ->
          new ImageException(
              ImageException.Kind.Failed,
              what + "The storage failed: look at the kernel's log (dmesg).",
              e);
      default -> new ImageException(ImageException.Kind.Failed, what.strip(), e);
    };
  }
}
