package io.diskwright.service;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.PublicKey;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.DecapsulateException;
import javax.crypto.KDF;
import javax.crypto.KEM;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals short texts to a public key so that only who has the private key can open them: HPKE, RFC
 * 9180, in base mode, one message a key; DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. The
 * hard parts are the JDK's (javax.crypto.KEM, KDF and Cipher); from JDK 26 on its Cipher does all
 * of it. What is sealed here, Tink opens, and the other way round.
 *
 * <p>Tink itself is not used: sealing and opening by it takes 1,200 classes, and 19.0 MiB of
 * resident memory in a JVM with the options of the agent, which has 2 MiB to spare. The JDK's takes
 * 13.3 MiB there, of which the agent has nearly all already, for TLS.
 */
public final class Hpke {
  /** Bytes of the encapsulated key in front, and of the tag behind. */
  public static final int OVERHEAD = 32 + 16;

  private static final int ENCAPSULATED = 32;
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final byte[] VERSION = ascii("HPKE-v1");
  private static final byte[] NONE = {};
  private static final String KDF_NAME = "HKDF-SHA256";

  /** The suites that differ in their cipher, RFC 9180, 7.3. */
  enum Aead {
    Aes128(1, 16),
    Aes256(2, 32);

    final byte[] suite;
    final int keyBytes;

    Aead(int id, int keyBytes) {
      this.suite = join(ascii("HPKE"), number(0x0020), number(0x0001), number(id));
      this.keyBytes = keyBytes;
    }
  }

  private Hpke() {}

  /**
   * Seals {@code plaintext}.
   *
   * @param info has to be the same when it is opened
   * @return the encapsulated key, then the ciphertext
   */
  public static byte[] seal(PublicKey to, byte[] info, byte[] plaintext)
      throws GeneralSecurityException {
    KEM.Encapsulated made = encapsulated(to);
    Cipher cipher = cipher(Aead.Aes256, Cipher.ENCRYPT_MODE, made.key(), info);
    return join(made.encapsulation(), cipher.doFinal(plaintext));
  }

  /**
   * Opens what {@link #seal} made.
   *
   * @return for the caller to overwrite
   * @throws GeneralSecurityException when it is sealed to another key, with another info, or
   *     damaged
   */
  public static byte[] open(PrivateKey by, byte[] info, byte[] sealed)
      throws GeneralSecurityException {
    return open(Aead.Aes256, by, info, NONE, sealed);
  }

  static byte[] open(Aead aead, PrivateKey by, byte[] info, byte[] associated, byte[] sealed)
      throws GeneralSecurityException {
    if (sealed.length < OVERHEAD) {
      throw new DecapsulateException("too short");
    }
    SecretKey shared = decapsulated(by, Arrays.copyOf(sealed, ENCAPSULATED));
    Cipher cipher = cipher(aead, Cipher.DECRYPT_MODE, shared, info);
    cipher.updateAAD(associated);
    return cipher.doFinal(sealed, ENCAPSULATED, sealed.length - ENCAPSULATED);
  }

  private static KEM.Encapsulated encapsulated(PublicKey to) throws GeneralSecurityException {
    try {
      return KEM.getInstance("DHKEM").newEncapsulator(to).encapsulate();
    } catch (ProviderException e) {
      // So it says that the shared secret would be one that everybody knows.
      throw new InvalidKeyException("a key that seals nothing", e);
    }
  }

  private static SecretKey decapsulated(PrivateKey by, byte[] encapsulated)
      throws GeneralSecurityException {
    try {
      return KEM.getInstance("DHKEM").newDecapsulator(by).decapsulate(encapsulated);
    } catch (ProviderException e) {
      throw new DecapsulateException("not sealed to a key", e);
    }
  }

  /** The key schedule of RFC 9180, 5.1, for mode_base, and the nonce of sequence number 0. */
  private static Cipher cipher(Aead aead, int mode, SecretKey shared, byte[] info)
      throws GeneralSecurityException {
    byte[] suite = aead.suite;
    byte[] context =
        join(
            new byte[] {0},
            extract(suite, null, "psk_id_hash", NONE).getEncoded(),
            extract(suite, null, "info_hash", info).getEncoded());
    SecretKey secret = extract(suite, shared, "secret", NONE);
    byte[] key = expand(suite, secret, "key", context, aead.keyBytes);
    byte[] nonce = expand(suite, secret, "base_nonce", context, NONCE);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    Arrays.fill(key, (byte) 0);
    return cipher;
  }

  private static SecretKey extract(
      byte[] suite, @Nullable SecretKey salt, String label, byte[] material)
      throws GeneralSecurityException {
    HKDFParameterSpec.Builder spec =
        HKDFParameterSpec.ofExtract().addIKM(join(VERSION, suite, ascii(label), material));
    return KDF.getInstance(KDF_NAME)
        .deriveKey("Generic", (salt == null ? spec : spec.addSalt(salt)).extractOnly());
  }

  private static byte[] expand(
      byte[] suite, SecretKey secret, String label, byte[] context, int length)
      throws GeneralSecurityException {
    byte[] info = join(number(length), VERSION, suite, ascii(label), context);
    return KDF.getInstance(KDF_NAME).deriveData(HKDFParameterSpec.expandOnly(secret, info, length));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(2).putShort((short) value).array();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
