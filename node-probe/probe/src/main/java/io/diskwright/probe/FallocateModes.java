package io.diskwright.probe;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Falloc;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import java.util.EnumMap;
import java.util.Map;
import java.util.StringJoiner;

/** The modes of fallocate(2), each asked on an empty file with a size; what each came back with. */
final class FallocateModes {
  /** How the property spells them; include/uapi/linux/falloc.h. */
  enum Mode {
    ALLOCATE(0, true),
    KEEP_SIZE(Falloc.KEEP_SIZE, true),
    PUNCH_HOLE(Falloc.PUNCH_HOLE | Falloc.KEEP_SIZE, false),
    COLLAPSE_RANGE(Falloc.COLLAPSE_RANGE, false),
    ZERO_RANGE(Falloc.ZERO_RANGE, true),
    INSERT_RANGE(Falloc.INSERT_RANGE, false),
    UNSHARE_RANGE(Falloc.UNSHARE_RANGE, true),
    WRITE_ZEROES(Falloc.WRITE_ZEROES, true);

    private final int bits;
    private final boolean takesSpace;

    Mode(int bits, boolean takesSpace) {
      this.bits = bits;
      this.takesSpace = takesSpace;
    }
  }

  /** A multiple of any cluster or realtime extent in use: other lengths some modes refuse. */
  private static final int PIECE = 1 << 20;

  private final Map<Mode, Integer> errnos = new EnumMap<>(Mode.class);

  private FallocateModes() {}

  /**
   * Asks for all of them.
   *
   * @throws ScratchUnavailable when no file can be made to ask with
   */
  static FallocateModes ask(Libc libc, Scratch scratch) {
    FallocateModes modes = new FallocateModes();
    Fd file = scratch.create(0);
    libc.ftruncate(file, Scratch.SPARSE_SIZE);
    for (Mode mode : Mode.values()) {
      modes.errnos.put(mode, ask(libc, file, mode, scratch.block()));
    }
    return modes;
  }

  private static int ask(Libc libc, Fd file, Mode mode, int block) {
    try {
      long offset = mode == Mode.KEEP_SIZE ? 2L * Scratch.SPARSE_SIZE : 0;
      libc.fallocate(file, mode.bits, offset, mode.takesSpace ? block : PIECE);
      return 0;
    } catch (ErrnoException e) {
      return e.errno();
    }
  }

  /** Whether it works. */
  boolean has(Mode mode) {
    return errnos.getOrDefault(mode, Errno.ENOSYS) == 0;
  }

  /** The name of the errno, or 0. */
  String result(Mode mode) {
    int errno = errnos.getOrDefault(mode, Errno.ENOSYS);
    return errno == 0 ? "0" : Errno.name(errno);
  }

  /** Those that work, by commas; a {@code ?} after the ones that could not be asked. */
  String text() {
    StringJoiner text = new StringJoiner(",");
    text.setEmptyValue("none");
    errnos.forEach(
        (mode, errno) -> {
          switch (errno) {
            case 0 -> text.add(mode.name());
            case Errno.EOPNOTSUPP, Errno.ENOSYS, Errno.ENODEV, Errno.EINVAL -> {}
            default -> text.add(mode.name() + "?");
          }
        });
    return text.toString();
  }
}
