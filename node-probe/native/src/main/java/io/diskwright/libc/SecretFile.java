package io.diskwright.libc;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * A secret that another program reads as a file, and that is on no disk, in no argument and in no
 * environment: anonymous memory, memfd_create(2). Overwritten and gone when closed.
 *
 * <p>Programs of the same user can open it by its path while it lives. Memory can be swapped out:
 * hosts that swap encrypt their swap.
 */
public final class SecretFile implements AutoCloseable {
  private static final int MFD_CLOEXEC = 1; // include/uapi/linux/memfd.h

  private final Libc libc;
  private final Fd fd;
  private final int length;

  private SecretFile(Libc libc, Fd fd, int length) {
    this.libc = libc;
    this.fd = fd;
    this.length = length;
  }

  /** Holds a copy of {@code secret}. */
  public static SecretFile of(Libc libc, byte[] secret) {
    int number =
        (int)
            JnaLibc.call(
                () -> "memfd_create",
                () -> LibcCalls.memfd_create("secret\0".getBytes(US_ASCII), MFD_CLOEXEC));
    SecretFile file = new SecretFile(libc, new Fd(libc, number), secret.length);
    libc.pwrite(file.fd, secret, 0);
    return file;
  }

  /** Names it for a program that this process starts. */
  public String path() {
    return "/proc/" + ProcessHandle.current().pid() + "/fd/" + fd.number();
  }

  /** It itself, to be handed over; it is closed with this. */
  public Fd fd() {
    return fd;
  }

  @Override
  public void close() {
    libc.pwrite(fd, new byte[length], 0);
    fd.close();
  }
}
