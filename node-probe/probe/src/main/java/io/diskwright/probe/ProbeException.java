package io.diskwright.probe;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;

/** A place could not be probed at all; the message says what, where, why and what to do. */
public final class ProbeException extends Exception {
  private static final long serialVersionUID = 1;

  private final boolean notThere;

  /** With its message, for people. */
  public ProbeException(String message) {
    this(message, false);
  }

  /**
   * With its message.
   *
   * @param notThere whether there is nothing of the name that was given
   */
  public ProbeException(String message, boolean notThere) {
    super(message);
    this.notThere = notThere;
  }

  /** With its cause too. */
  public ProbeException(String message, Throwable cause) {
    super(message, cause);
    this.notThere = false;
  }

  /** Whether there is nothing of the name that was given. */
  public boolean isNotThere() {
    return notThere;
  }

  /** Whether there is nothing at the target: it may be made, or its file system is not mounted. */
  public boolean isMissing() {
    return getCause() instanceof ErrnoException e && e.errno() == Errno.ENOENT;
  }
}
