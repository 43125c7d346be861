package io.diskwright.libc;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Paths of the kernel as text, whatever their bytes: what is UTF-8 reads as such, and any other
 * byte becomes half a surrogate pair of its own, U+DC80 to U+DCFF, so that nothing is lost on the
 * way back. The same is done by Python (PEP 383). Such text must not be published; see {@link
 * #isText}.
 */
public final class PathText {
  private static final char ESCAPE = '\uDC00';

  private PathText() {}

  /** As text. */
  public static String decode(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.indexOf('\uFFFD') < 0 ? text : escaped(bytes);
  }

  private static String escaped(byte[] bytes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    while (true) {
      CoderResult result = decoder.decode(in, out, true);
      if (!result.isError()) {
        return out.flip().toString();
      }
      out.put((char) (ESCAPE + (in.get() & 0xff)));
    }
  }

  /**
   * The bytes again.
   *
   * @return nothing for half a surrogate pair that is no such byte
   */
  public static Optional<byte[]> encode(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
    int from = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || isByte(text, i)) {
        try {
          ByteBuffer part =
              StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text, from, i));
          out.write(part.array(), 0, part.limit());
        } catch (CharacterCodingException e) {
          return Optional.empty();
        }
        if (i < text.length()) {
          out.write(text.charAt(i) - ESCAPE);
        }
        from = i + 1;
      }
    }
    return Optional.of(out.toByteArray());
  }

  private static boolean isByte(String text, int at) {
    char c = text.charAt(at);
    return c >= ESCAPE + 0x80
        && c <= ESCAPE + 0xff
        && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
  }

  /** Whether it is text and nothing else, which may be published. */
  public static boolean isText(String path) {
    for (int i = 0; i < path.length(); i++) {
      if (isByte(path, i)) {
        return false;
      }
    }
    return true;
  }

  /** For people: such bytes as {@code \x80}, control characters too. */
  public static String printable(String path) {
    StringBuilder out = new StringBuilder(path.length());
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (Character.isISOControl(c) || isByte(path, i)) {
        out.append(String.format("\\x%02x", c & 0xff));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
