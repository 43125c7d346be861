package io.diskwright.image;

import io.diskwright.libc.Libc;
import io.diskwright.libc.SecretFile;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/**
 * The passphrase of one encrypted image: text, since QEMU takes it as UTF-8. It opens a slot of the
 * LUKS header, which holds the image's own key. Overwritten in memory when closed.
 */
public final class ImageKey implements AutoCloseable {
  /** The longest passphrase taken, in bytes: cryptsetup(8) takes no longer one by keyboard. */
  public static final int MOST_BYTES = 512;

  private static final int RANDOM_BYTES = 32;

  private final byte[] secret;
  private final boolean random;

  private ImageKey(byte[] secret, boolean random) {
    this.secret = secret;
    this.random = random;
  }

  /** A new key of 256 random bits, as text. */
  public static ImageKey generate() {
    byte[] bits = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bits);
    byte[] text = Base64.getEncoder().withoutPadding().encode(bits);
    Arrays.fill(bits, (byte) 0);
    return new ImageKey(text, true);
  }

  /**
   * A key that somebody gave; one line break at its end is not part of it.
   *
   * @param given copied, and overwritten
   * @throws ImageException why it cannot be a key; the message holds nothing of it
   */
  public static ImageKey of(byte[] given) throws ImageException {
    int length = given.length;
    if (length > 0 && given[length - 1] == '\n') {
      length -= length > 1 && given[length - 2] == '\r' ? 2 : 1;
    }
    byte[] secret = Arrays.copyOf(given, length);
    Arrays.fill(given, (byte) 0);
    String wrong = problem(secret);
    if (!wrong.isEmpty()) {
      Arrays.fill(secret, (byte) 0);
      throw new ImageException(
          ImageException.Kind.Failed,
          "The key " + wrong + "; give 1 to " + MOST_BYTES + " bytes of text in UTF-8.");
    }
    return new ImageKey(secret, false);
  }

  private static String problem(byte[] secret) {
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

  /** Whether nobody can guess it, so that its slot need not be made slow to open. */
  boolean random() {
    return random;
  }

  /** For a program that is started; close it as soon as that has ended. */
  SecretFile lend(Libc libc) {
    return SecretFile.of(libc, secret);
  }

  /** The key as a file holds it, for {@link KeyFile} alone; overwrite it after use. */
  byte[] line() {
    byte[] line = Arrays.copyOf(secret, secret.length + 1);
    line[secret.length] = '\n';
    return line;
  }

  @Override
  public void close() {
    Arrays.fill(secret, (byte) 0);
  }

  @Override
  public String toString() {
    return "a key";
  }
}
