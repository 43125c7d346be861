package io.diskwright.libc;

/**
 * The I/O priority of the calling thread and of the processes it starts, lowered until it is
 * closed; ioprio_set(2). It tells among those who wait for the same disk; some I/O schedulers
 * ({@code none}) heed it not at all.
 */
public final class IoPriority implements AutoCloseable {
  /** arch/x86/entry/syscalls/syscall_64.tbl; on arm64 include/uapi/asm-generic/unistd.h. */
  private static final long SYS_IOPRIO_SET =
      System.getProperty("os.arch", "").equals("aarch64") ? 30 : 251;

  /** include/uapi/linux/ioprio.h. */
  private static final long IOPRIO_WHO_PROCESS = 1;

  private static final long IOPRIO_CLASS_BE = 2;
  private static final long IOPRIO_CLASS_SHIFT = 13;
  private static final long LOWEST_LEVEL = 7;
  private static final long THIS_THREAD = 0;
  private static final long BY_NICENESS = 0;

  private final Thread thread = Thread.currentThread();

  private IoPriority() {}

  /**
   * The lowest that is served at all: that of idle time may wait for ever on a busy disk.
   *
   * @throws ErrnoException when the kernel will not
   */
  public static IoPriority lowest() {
    Libc unused = Libc.system(); // binds the calls
    set((IOPRIO_CLASS_BE << IOPRIO_CLASS_SHIFT) | LOWEST_LEVEL);
    return new IoPriority();
  }

  /**
   * Back to what the niceness says.
   *
   * @throws IllegalStateException when called by another thread
   */
  @Override
  public void close() {
    if (Thread.currentThread() != thread) {
      throw new IllegalStateException("the priority of another thread cannot be given back");
    }
    set(BY_NICENESS);
  }

  private static void set(long priority) {
    JnaLibc.call(
        () -> "ioprio_set(" + priority + ")",
        () -> LibcCalls.syscall(SYS_IOPRIO_SET, IOPRIO_WHO_PROCESS, THIS_THREAD, priority));
  }
}
