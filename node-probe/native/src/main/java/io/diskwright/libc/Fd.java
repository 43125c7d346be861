package io.diskwright.libc;

/** An open file descriptor; closing it twice does nothing. */
public final class Fd implements AutoCloseable {
  /** The current directory, for the {@code *at} calls; fcntl.h AT_FDCWD. */
  public static final Fd CWD = new Fd(null, -100);

  private final Libc libc;
  private final int number;
  private boolean open;

  /** Wraps the descriptor {@code number}, to be closed by {@code libc}. */
  public Fd(Libc libc, int number) {
    this.libc = libc;
    this.number = number;
    this.open = libc != null;
  }

  /** The descriptor's number. */
  public int number() {
    return number;
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      libc.close(number);
    }
  }
}
