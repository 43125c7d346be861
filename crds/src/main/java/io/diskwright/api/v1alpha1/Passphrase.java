package io.diskwright.api.v1alpha1;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What the passphrase of an encrypted image may be: text, since QEMU takes it as UTF-8. */
public final class Passphrase {
  /** The longest one taken, in bytes: cryptsetup(8) takes no longer one by keyboard. */
  public static final int MOST_BYTES = 512;

  private Passphrase() {}

  /** What was given, without the one line break at its end that is not part of it; a copy. */
  public static byte[] trimmed(byte[] given) {
    int length = given.length;
    if (length > 0 && given[length - 1] == '\n') {
      length -= length > 1 && given[length - 2] == '\r' ? 2 : 1;
    }
    return Arrays.copyOf(given, length);
  }

  /**
   * Why {@code secret} cannot be one, as the rest of a sentence that begins with its name; empty
   * when it can. Holds nothing of it.
   */
  public static String problem(byte[] secret) {
    if (secret.length == 0) {
      return "is empty";
    }
    if (secret.length > MOST_BYTES) {
      return "is longer than " + MOST_BYTES + " bytes";
    }
    for (byte each : secret) {
      if (each == 0 || each == '\n') {
        return "holds a line break or a zero byte";
      }
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(secret));
      return "";
    } catch (CharacterCodingException e) {
      return "is not text";
    }
  }
}
