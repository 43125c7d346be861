package io.diskwright.libc;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Paths as C wants them: UTF-8, one NUL at the end and none inside. */
final class CPath {
  private CPath() {}

  /**
   * The bytes of {@code path}.
   *
   * @throws ErrnoException EINVAL for a path with a NUL or with half a surrogate pair, ENOENT for
   *     an empty one where the kernel would take it for the directory itself
   */
  static byte[] of(String call, String path) {
    if (path.isEmpty()) {
      throw new ErrnoException(call + "(\"\")", Errno.ENOENT);
    }
    if (path.indexOf('\0') >= 0) {
      throw new ErrnoException(call + "(" + quoted(path) + ")", Errno.EINVAL);
    }
    try {
      ByteBuffer encoded =
          StandardCharsets.UTF_8
              .newEncoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .encode(CharBuffer.wrap(path));
      byte[] bytes = new byte[encoded.remaining() + 1];
      encoded.get(bytes, 0, bytes.length - 1);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new ErrnoException(call + "(" + quoted(path) + ")", Errno.EINVAL);
    }
  }

  /** For a message: in quotes, control characters escaped, long ones cut. */
  static String quoted(String path) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < Math.min(path.length(), 200); i++) {
      char c = path.charAt(i);
      if (Character.isISOControl(c)) {
        out.append(String.format("\\x%02x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append(path.length() > 200 ? "…\"" : "\"").toString();
  }
}
