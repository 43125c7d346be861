package io.diskwright.libc;

import java.util.Arrays;

/** Paths as C wants them: the bytes of {@link PathText}, one NUL at the end and none inside. */
final class CPath {
  private CPath() {}

  /**
   * The bytes of {@code path}.
   *
   * @throws ErrnoException EINVAL for a path with a NUL or with half a surrogate pair that is no
   *     byte of {@link PathText}, ENOENT for an empty one where the kernel would take it for the
   *     directory itself
   */
  static byte[] of(String call, String path) {
    if (path.isEmpty()) {
      throw new ErrnoException(call + "(\"\")", Errno.ENOENT);
    }
    if (path.indexOf('\0') >= 0) {
      throw new ErrnoException(call + "(" + quoted(path) + ")", Errno.EINVAL);
    }
    byte[] encoded =
        PathText.encode(path)
            .orElseThrow(() -> new ErrnoException(call + "(" + quoted(path) + ")", Errno.EINVAL));
    return Arrays.copyOf(encoded, encoded.length + 1);
  }

  /** For a message: in quotes, control characters escaped, long ones cut. */
  static String quoted(String path) {
    String shown = path.length() > 200 ? path.substring(0, 200) + "…" : path;
    return '"' + PathText.printable(shown) + '"';
  }
}
