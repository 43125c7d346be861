package io.diskwright.cli.output;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import java.nio.file.Path;

/** A command cannot go on; the message says what, where, why and what to do. */
public final class Failure extends Exception {
  private static final long serialVersionUID = 1;

  /** Failed while working. */
  public static final int FAILED = 1;

  /** Bad usage or invalid input. */
  public static final int INVALID = 2;

  /** No admissible candidate, or not enough space. */
  public static final int REFUSED = 3;

  /** What is on disk is not what was decided. */
  public static final int DRIFTED = 4;

  private final int exitCode;

  /** Ends the process with {@code exitCode}. */
  public Failure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** With its cause, for the trace that is printed on request. */
  public Failure(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** A system call failed while {@code doing} something with {@code path}. */
  public static Failure of(ErrnoException e, String doing, Path path) {
    String why = Errno.describe(e.errno());
    return switch (e.errno()) {
      case Errno.EACCES, Errno.EPERM ->
          new Failure(
              REFUSED,
              path
                  + ": "
                  + doing
                  + " is not allowed: "
                  + why
                  + "; run as its owner, or choose"
                  + " another directory",
              e);
      case Errno.EROFS ->
          new Failure(
              REFUSED,
              path
                  + ": "
                  + doing
                  + " failed: "
                  + why
                  + "; mount it writable, or choose another"
                  + " directory",
              e);
      case Errno.ENOSPC, Errno.EDQUOT ->
          new Failure(
              REFUSED,
              path
                  + ": "
                  + doing
                  + " failed: "
                  + why
                  + "; free some space, or choose another"
                  + " directory",
              e);
      case Errno.ELOOP, Errno.ENOTDIR ->
          new Failure(
              REFUSED,
              path
                  + ": "
                  + doing
                  + " failed: it is a symbolic link or not a directory; remove it"
                  + " if it is not yours",
              e);
      default -> new Failure(FAILED, path + ": " + doing + " failed: " + e.getMessage(), e);
    };
  }

  /** What the process exits with. */
  public int exitCode() {
    return exitCode;
  }
}
