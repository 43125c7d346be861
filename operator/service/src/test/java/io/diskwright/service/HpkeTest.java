package io.diskwright.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.HybridDecrypt;
import com.google.crypto.tink.HybridEncrypt;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.hybrid.HpkeParameters;
import com.google.crypto.tink.hybrid.HpkePrivateKey;
import com.google.crypto.tink.hybrid.HpkePublicKey;
import com.google.crypto.tink.hybrid.HybridConfig;
import com.google.crypto.tink.util.Bytes;
import com.google.crypto.tink.util.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against the test vectors of RFC 9180, and against Tink. */
final class HpkeTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] INFO = "what it is for".getBytes(UTF_8);
  private static final byte[] TEXT = "correct horse".getBytes(UTF_8);

  private final KeyPair pair;

  HpkeTest() throws GeneralSecurityException {
    pair = KeyPairGenerator.getInstance("X25519").generateKeyPair();
  }

  @BeforeAll
  static void register() throws GeneralSecurityException {
    HybridConfig.register();
  }

  /** Appendix A.1.1, sequence number 0. */
  @Test
  void shouldOpenWhatTheStandardSealed() throws GeneralSecurityException {
    PrivateKey key =
        Sealing.privateKey(
            HEX.parseHex(
                "302e020100300506032b656e04220420"
                    + "4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8"));
    byte[] sealed =
        HEX.parseHex(
            "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431"
                + "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a9"
                + "6d8770ac83d07bea87e13c512a");

    byte[] opened =
        Hpke.open(
            Hpke.Aead.Aes128,
            key,
            HEX.parseHex("4f6465206f6e2061204772656369616e2055726e"),
            HEX.parseHex("436f756e742d30"),
            sealed);

    assertThat(new String(opened, UTF_8)).isEqualTo("Beauty is truth, truth beauty");
  }

  @Test
  void shouldOpenWhatTinkSealed() throws GeneralSecurityException {
    HybridEncrypt tink =
        tink()
            .getPublicKeysetHandle()
            .getPrimitive(RegistryConfiguration.get(), HybridEncrypt.class);

    assertThat(Hpke.open(pair.getPrivate(), INFO, tink.encrypt(TEXT, INFO))).isEqualTo(TEXT);
  }

  @Test
  void shouldSealWhatTinkOpens() throws GeneralSecurityException {
    HybridDecrypt tink = tink().getPrimitive(RegistryConfiguration.get(), HybridDecrypt.class);

    assertThat(tink.decrypt(Hpke.seal(pair.getPublic(), INFO, TEXT), INFO)).isEqualTo(TEXT);
  }

  @Test
  void shouldSealTheSameTwiceInDifferentWays() throws GeneralSecurityException {
    assertThat(Hpke.seal(pair.getPublic(), INFO, TEXT))
        .hasSize(TEXT.length + Hpke.OVERHEAD)
        .isNotEqualTo(Hpke.seal(pair.getPublic(), INFO, TEXT));
  }

  @Test
  void shouldOpenNothingThatWasChangedAtAnyByte() throws GeneralSecurityException {
    byte[] sealed = Hpke.seal(pair.getPublic(), INFO, TEXT);
    for (int at = 0; at < sealed.length; at++) {
      byte[] changed = sealed.clone();
      changed[at] ^= 1;
      assertThatThrownBy(() -> Hpke.open(pair.getPrivate(), INFO, changed))
          .as("byte %d", at)
          .isInstanceOf(GeneralSecurityException.class);
    }
    for (int length = 0; length < sealed.length; length++) {
      byte[] shorter = Arrays.copyOf(sealed, length);
      assertThatThrownBy(() -> Hpke.open(pair.getPrivate(), INFO, shorter))
          .isInstanceOf(GeneralSecurityException.class);
    }
  }

  @Test
  void shouldOpenNothingForAnotherPurposeOrByAnotherKey() throws GeneralSecurityException {
    byte[] sealed = Hpke.seal(pair.getPublic(), INFO, TEXT);
    PrivateKey other = KeyPairGenerator.getInstance("X25519").generateKeyPair().getPrivate();

    assertThatThrownBy(() -> Hpke.open(pair.getPrivate(), TEXT, sealed))
        .isInstanceOf(GeneralSecurityException.class);
    assertThatThrownBy(() -> Hpke.open(other, INFO, sealed))
        .isInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void shouldNotSealToAKeyThatEverybodyHas() throws GeneralSecurityException {
    byte[] encoded = HEX.parseHex("302a300506032b656e032100" + "00".repeat(32));
    var nobodys = KeyFactory.getInstance("X25519").generatePublic(new X509EncodedKeySpec(encoded));

    assertThatThrownBy(() -> Hpke.seal(nobodys, INFO, TEXT))
        .isInstanceOf(GeneralSecurityException.class);
  }

  /** The same key pair, as Tink has it. */
  private KeysetHandle tink() throws GeneralSecurityException {
    HpkeParameters parameters =
        HpkeParameters.builder()
            .setKemId(HpkeParameters.KemId.DHKEM_X25519_HKDF_SHA256)
            .setKdfId(HpkeParameters.KdfId.HKDF_SHA256)
            .setAeadId(HpkeParameters.AeadId.AES_256_GCM)
            .setVariant(HpkeParameters.Variant.NO_PREFIX)
            .build();
    HpkePublicKey open =
        HpkePublicKey.create(
            parameters, Bytes.copyFrom(last32(pair.getPublic().getEncoded())), null);
    HpkePrivateKey closed =
        HpkePrivateKey.create(
            open,
            SecretBytes.copyFrom(
                last32(pair.getPrivate().getEncoded()), InsecureSecretKeyAccess.get()));
    return KeysetHandle.newBuilder()
        .addEntry(KeysetHandle.importKey(closed).withRandomId().makePrimary())
        .build();
  }

  private static byte[] last32(byte[] encoded) {
    return Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
  }
}
