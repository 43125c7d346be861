package io.diskwright.libc;

/** A system call failed. */
public final class ErrnoException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String call;
  private final int errno;

  /** The call with the arguments that matter, and what errno said. */
  public ErrnoException(String call, int errno) {
    super(call + ": " + Errno.describe(errno));
    this.call = call;
    this.errno = errno;
  }

  /** The call, with the arguments that matter. */
  public String call() {
    return call;
  }

  /** The number; errno(3). */
  public int errno() {
    return errno;
  }

  /** The name, such as {@code EOPNOTSUPP}. */
  public String errnoName() {
    return Errno.name(errno);
  }
}
