package io.diskwright.service;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.KeyAgreement;

/**
 * How the key of an image gets from the operator, which reads Secrets, to the one node that makes
 * the image: sealed by {@link Hpke} to the node's key, and good for that image there only.
 */
public final class Sealing {
  private static final String CURVE = "X25519";
  private static final String PURPOSE = "diskwright.io/image-key/v1";
  private static final int ID_DIGITS = 16;
  private static final int PUBLIC_BYTES = 32;

  /** What X.509 says of a key on this curve, before the key itself; RFC 8410, 10.1. */
  private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b656e032100");

  private Sealing() {}

  /**
   * What a sealed key is for; it opens with the same only.
   *
   * @param namespace of the image
   * @param uid of the image, and name of its order
   * @param node that makes it
   * @param keyId of the node's key
   */
  public record Purpose(String namespace, String uid, String node, String keyId) {
    /** In one piece; no part of it holds a zero. */
    byte[] bytes() {
      return String.join("\0", PURPOSE, namespace, uid, node, keyId)
          .getBytes(StandardCharsets.UTF_8);
    }
  }

  /**
   * The key of an image.
   *
   * @param secret for the caller to overwrite
   * @param random whether it was made by chance, and nobody can guess it
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, not kept
  public record Opened(byte[] secret, boolean random) {
    @Override
    public String toString() {
      return "a key";
    }
  }

  /**
   * Seals the key of an image.
   *
   * @param publicKey of the node, as it is published
   * @throws GeneralSecurityException when that is no key
   */
  public static String seal(String publicKey, Purpose purpose, Opened key)
      throws GeneralSecurityException {
    byte[] plain = new byte[1 + key.secret.length];
    plain[0] = (byte) (key.random ? 'r' : 'g');
    System.arraycopy(key.secret, 0, plain, 1, key.secret.length);
    try {
      byte[] sealed = Hpke.seal(read(publicKey), purpose.bytes(), plain);
      return Base64.getEncoder().encodeToString(sealed);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /**
   * Opens what {@link #seal} made.
   *
   * @throws GeneralSecurityException when it is sealed to another key, for another purpose, or
   *     damaged
   */
  public static Opened open(PrivateKey by, Purpose purpose, String sealed)
      throws GeneralSecurityException {
    byte[] plain = Hpke.open(by, purpose.bytes(), decode(sealed));
    try {
      if (plain.length == 0 || (plain[0] != 'r' && plain[0] != 'g')) {
        throw new GeneralSecurityException("sealed by another version");
      }
      return new Opened(Arrays.copyOfRange(plain, 1, plain.length), plain[0] == 'r');
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /** A new key pair; only the private half has to be kept. */
  public static PrivateKey generate() throws GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance(CURVE).generateKeyPair();
    return pair.getPrivate();
  }

  /**
   * The private key in PKCS #8, as {@link PrivateKey#getEncoded} gives it.
   *
   * @throws GeneralSecurityException when it is none
   */
  public static PrivateKey privateKey(byte[] encoded) throws GeneralSecurityException {
    return KeyFactory.getInstance(CURVE).generatePrivate(new PKCS8EncodedKeySpec(encoded));
  }

  /** The public key to a private one, as it is published: that times the base point, RFC 7748. */
  public static String publicKey(PrivateKey secret) throws GeneralSecurityException {
    byte[] basePoint = new byte[PUBLIC_BYTES];
    basePoint[0] = 9;
    KeyAgreement agreement = KeyAgreement.getInstance(CURVE);
    agreement.init(secret);
    agreement.doPhase(of(basePoint), true);
    return Base64.getEncoder().encodeToString(agreement.generateSecret());
  }

  /** What tells a public key from others: the beginning of its SHA-256. */
  public static String id(String publicKey) throws GeneralSecurityException {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(decode(publicKey));
    return HexFormat.of().formatHex(hash).substring(0, ID_DIGITS);
  }

  private static PublicKey read(String publicKey) throws GeneralSecurityException {
    byte[] raw = decode(publicKey);
    if (raw.length != PUBLIC_BYTES) {
      throw new GeneralSecurityException("a public key has " + PUBLIC_BYTES + " bytes");
    }
    return of(raw);
  }

  private static PublicKey of(byte[] raw) throws GeneralSecurityException {
    byte[] encoded = Arrays.copyOf(X509, X509.length + raw.length);
    System.arraycopy(raw, 0, encoded, X509.length, raw.length);
    return KeyFactory.getInstance(CURVE).generatePublic(new X509EncodedKeySpec(encoded));
  }

  private static byte[] decode(String base64) throws GeneralSecurityException {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("no Base64", e);
    }
  }
}
