package io.diskwright.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.service.Sealing.Opened;
import io.diskwright.service.Sealing.Purpose;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SealingTest {
  private static final byte[] KEY = "correct horse".getBytes(UTF_8);

  private final PrivateKey node;
  private final String published;
  private final Purpose purpose;

  SealingTest() throws GeneralSecurityException {
    node = Sealing.generate();
    published = Sealing.publicKey(node);
    purpose = new Purpose("shop", "uid-1", "node-a", Sealing.id(published));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldHandOverAKeyAndHowItWasMade(boolean random) throws GeneralSecurityException {
    Opened opened =
        Sealing.open(node, purpose, Sealing.seal(published, purpose, new Opened(KEY, random)));

    assertThat(opened.secret()).isEqualTo(KEY);
    assertThat(opened.random()).isEqualTo(random);
    assertThat(opened).hasToString("a key");
  }

  @Test
  void shouldOpenForNoOtherImageNodeOrKey() throws GeneralSecurityException {
    String sealed = Sealing.seal(published, purpose, new Opened(KEY, false));
    for (Purpose other :
        List.of(
            new Purpose("other", "uid-1", "node-a", purpose.keyId()),
            new Purpose("shop", "uid-2", "node-a", purpose.keyId()),
            new Purpose("shop", "uid-1", "node-b", purpose.keyId()),
            new Purpose("shop", "uid-1", "node-a", "0000000000000000"))) {
      assertThatThrownBy(() -> Sealing.open(node, other, sealed))
          .as(other.toString())
          .isInstanceOf(GeneralSecurityException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no base64!", "AAAA"})
  void shouldRefuseWhatIsNotSealed(String sealed) {
    assertThatThrownBy(() -> Sealing.open(node, purpose, sealed))
        .isInstanceOf(GeneralSecurityException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no base64!", "AAAA"})
  void shouldSealToNothingThatIsNoKey(String key) {
    assertThatThrownBy(() -> Sealing.seal(key, purpose, new Opened(KEY, false)))
        .isInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void shouldKnowThePublicKeyByThePrivateOne() throws GeneralSecurityException {
    for (int i = 0; i < 20; i++) {
      KeyPair pair = KeyPairGenerator.getInstance("X25519").generateKeyPair();
      byte[] encoded = pair.getPublic().getEncoded();

      assertThat(Base64.getDecoder().decode(Sealing.publicKey(pair.getPrivate())))
          .isEqualTo(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
    }
  }

  @Test
  void shouldTellKeysApart() throws GeneralSecurityException {
    assertThat(Sealing.id(published))
        .matches("[0-9a-f]{16}")
        .isNotEqualTo(Sealing.id(Sealing.publicKey(Sealing.generate())));
  }
}
