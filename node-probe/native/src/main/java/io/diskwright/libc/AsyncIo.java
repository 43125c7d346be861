package io.diskwright.libc;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;

/**
 * Writes several blocks of a file at once, as QEMU does with {@code aio=native}: io_submit(2).
 * Calls that wait for each other, however many threads make them, never reach some file systems
 * together.
 */
public final class AsyncIo implements AutoCloseable {
  private static final boolean ARM = System.getProperty("os.arch", "").equals("aarch64");

  /** arch/x86/entry/syscalls/syscall_64.tbl, and include/uapi/asm-generic/unistd.h. */
  private static final long SYS_IO_SETUP = ARM ? 0 : 206;

  private static final long SYS_IO_DESTROY = ARM ? 1 : 207;
  private static final long SYS_IO_SUBMIT = ARM ? 2 : 209;
  private static final long SYS_IO_GETEVENTS = ARM ? 4 : 208;

  /** struct iocb and struct io_event; include/uapi/linux/aio_abi.h. */
  private static final int IOCB = 64;

  private static final int EVENT = 32;
  private static final short IOCB_CMD_PWRITE = 1;

  private static final int PAGE = 4096;

  private final Fd file;
  private final int depth;
  private final int length;
  private final Memory buffers;
  private final Pointer blocks;
  private final Memory requests;
  private final Memory pointers;
  private final Memory events;
  private final long context;

  /**
   * For requests on {@code file}, opened with O_DIRECT.
   *
   * @param depth how many at once
   * @param length bytes of each, a multiple of 4096
   */
  public AsyncIo(Fd file, int depth, int length) {
    Libc.system();
    this.file = file;
    this.depth = depth;
    this.length = length;
    buffers = new Memory((long) depth * length + PAGE);
    blocks = buffers.align(PAGE);
    requests = new Memory((long) depth * IOCB);
    pointers = new Memory((long) depth * Long.BYTES);
    events = new Memory((long) depth * EVENT);
    try (Memory made = new Memory(Long.BYTES)) {
      made.setLong(0, 0);
      JnaLibc.call(
          () -> "io_setup(" + depth + ")",
          () -> LibcCalls.syscall(SYS_IO_SETUP, depth, Pointer.nativeValue(made), 0));
      context = made.getLong(0);
    }
  }

  /**
   * Writes all of {@code data}, at most as many as {@code depth}, together, each at its offset.
   *
   * @throws ErrnoException the first failure of any
   */
  public void write(long[] offsets, byte[][] data) {
    int count = offsets.length;
    if (count > depth || count != data.length) {
      throw new IllegalArgumentException(count + " offsets, " + data.length + " blocks");
    }
    requests.clear();
    for (int i = 0; i < count; i++) {
      Pointer block = blocks.share((long) i * length);
      block.write(0, data[i], 0, length);
      Pointer request = requests.share((long) i * IOCB);
      request.setShort(16, IOCB_CMD_PWRITE);
      request.setInt(20, file.number());
      request.setLong(24, Pointer.nativeValue(block));
      request.setLong(32, length);
      request.setLong(40, offsets[i]);
      pointers.setPointer((long) i * Long.BYTES, request);
    }
    int sent = 0;
    while (sent < count) {
      int from = sent;
      sent +=
          (int)
              JnaLibc.call(
                  () -> "io_submit(" + (count - from) + " writes)",
                  () ->
                      LibcCalls.syscall(
                          SYS_IO_SUBMIT,
                          context,
                          count - from,
                          pointers.share((long) from * Long.BYTES)));
    }
    for (int done = 0; done < count; ) {
      int most = count - done;
      long got =
          JnaLibc.call(
              () -> "io_getevents(" + most + ")",
              () -> LibcCalls.syscall(SYS_IO_GETEVENTS, context, most, most, events, 0));
      for (int i = 0; i < got; i++) {
        long result = events.getLong((long) i * EVENT + 16);
        if (result != length) {
          throw new ErrnoException(
              "an asynchronous write of " + length + " bytes",
              result < 0 ? (int) -result : Errno.EIO);
        }
      }
      done += (int) got;
    }
  }

  @Override
  public void close() {
    LibcCalls.syscall(SYS_IO_DESTROY, context, 0, 0);
    events.close();
    pointers.close();
    requests.close();
    buffers.close();
  }
}
