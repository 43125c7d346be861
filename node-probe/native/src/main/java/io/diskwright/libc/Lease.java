package io.diskwright.libc;

/** Leases of fcntl(2); numbers of include/uapi/linux/fcntl.h and include/uapi/asm-generic. */
final class Lease {
  private static final int F_SETSIG = 10;
  private static final int F_SETLEASE = 1024;
  private static final int F_UNLCK = 2;
  private static final int SIGURG = 23;

  private Lease() {}

  /** Takes a lease and gives it back; see {@link Libc#tryLease}. */
  static void tryOnce(Fd fd, int type) {
    // Who opens the file meanwhile makes the kernel send a signal, SIGIO unless told otherwise, of
    // which a JVM would die. SIGURG is ignored.
    call("F_SETSIG", fd, F_SETSIG, SIGURG);
    call("F_SETLEASE, " + type, fd, F_SETLEASE, type);
    call("F_SETLEASE, F_UNLCK", fd, F_SETLEASE, F_UNLCK);
  }

  private static void call(String what, Fd fd, int command, long argument) {
    JnaLibc.call(
        () -> "fcntl(" + what + ")", () -> LibcCalls.fcntl(fd.number(), command, argument));
  }
}
