package io.diskwright.cli.output;

import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Ioctls;
import io.diskwright.libc.Libc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/** How large the terminal's window is. */
final class WindowSize {
  private static final int USUAL = 80;

  private WindowSize() {}

  /** Columns: as COLUMNS says, else as the terminal does, else 80. */
  static int columns(Map<String, String> environment) {
    int said = parse(environment.getOrDefault("COLUMNS", ""));
    if (said > 0) {
      return said;
    }
    Libc libc = Libc.system();
    byte[] size = new byte[8]; // struct winsize, asm-generic/termios.h
    try (Fd terminal = libc.openat(Fd.CWD, "/dev/tty", Fcntl.O_RDONLY, 0)) {
      libc.ioctl(terminal, Ioctls.TIOCGWINSZ, size);
    } catch (ErrnoException e) {
      return USUAL;
    }
    int columns = columns(size);
    return columns > 0 ? columns : USUAL;
  }

  /** ws_col, the second of four unsigned short. */
  static int columns(byte[] winsize) {
    return Short.toUnsignedInt(
        ByteBuffer.wrap(winsize).order(ByteOrder.nativeOrder()).getShort(Short.BYTES));
  }

  private static int parse(String text) {
    return text.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(text) : 0;
  }
}
