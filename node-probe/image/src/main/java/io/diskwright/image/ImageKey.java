package io.diskwright.image;

import io.diskwright.api.v1alpha1.Passphrase;
import io.diskwright.libc.Libc;
import io.diskwright.libc.SecretFile;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/**
 * The passphrase of one encrypted image: text, since QEMU takes it as UTF-8. It opens a slot of the
 * LUKS header, which holds the image's own key. Overwritten in memory when closed.
 */
public final class ImageKey implements AutoCloseable {
  /** The longest passphrase taken, in bytes. */
  public static final int MOST_BYTES = Passphrase.MOST_BYTES;

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
    return of(given, false);
  }

  /**
   * The same for one that may have been made by chance.
   *
   * @param random whether nobody can guess it, so that its slot need not be made slow to open
   */
  public static ImageKey of(byte[] given, boolean random) throws ImageException {
    byte[] secret = Passphrase.trimmed(given);
    Arrays.fill(given, (byte) 0);
    String wrong = Passphrase.problem(secret);
    if (!wrong.isEmpty()) {
      Arrays.fill(secret, (byte) 0);
      throw new ImageException(
          ImageException.Kind.Failed,
          "The key " + wrong + "; give 1 to " + MOST_BYTES + " bytes of text in UTF-8.");
    }
    return new ImageKey(secret, random);
  }

  /** Whether nobody can guess it, so that its slot need not be made slow to open. */
  boolean random() {
    return random;
  }

  /** Whether it is the same text as {@code other}. */
  boolean isSame(ImageKey other) {
    return MessageDigest.isEqual(secret, other.secret);
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
