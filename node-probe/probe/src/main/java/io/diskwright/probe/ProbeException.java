package io.diskwright.probe;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;

/** A place could not be probed at all; the message says what, where, why and what to do. */
public final class ProbeException extends Exception {
  private static final long serialVersionUID = 1;

  /** With its message, for people. */
  public ProbeException(String message) {
    super(message);
  }

  /** With its cause too. */
  public ProbeException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Whether there is nothing at the target: it may be made, or its file system is not mounted. */
  public boolean isMissing() {
    return getCause() instanceof ErrnoException e && e.errno() == Errno.ENOENT;
  }
}
