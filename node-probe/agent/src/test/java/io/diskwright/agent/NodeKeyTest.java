package io.diskwright.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.SealedKey;
import io.diskwright.api.v1alpha1.SealingKey;
import io.diskwright.image.ImageException;
import io.diskwright.image.ImageKey;
import io.diskwright.service.Sealing;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import org.junit.jupiter.api.Test;

final class NodeKeyTest {
  private static final String SECRET = "correct horse";

  private final PrivateKey secret;
  private final NodeKey node;
  private final SealingKey published;

  NodeKeyTest() throws GeneralSecurityException {
    secret = Sealing.generate();
    node = new NodeKey("node-a", secret);
    published = node.published().orElseThrow();
  }

  @Test
  void shouldOpenWhatIsSealedToItForThisOrder() throws Exception {
    try (ImageKey key = node.open(sealed(published, "shop", Fakes.UID, "node-a"))) {
      assertThat(key).isNotNull().hasToString("a key");
    }
  }

  @Test
  void shouldNotOpenWhatIsSealedForAnotherOrder() throws Exception {
    DiskAllocation replayed =
        sealed(published, "shop", "00000000-0000-4000-8000-000000000009", "node-a");

    assertRefused(replayed, "sealed for another order, or damaged", "Delete spec.sealedKey");
    assertRefused(sealed(published, "other", Fakes.UID, "node-a"), "sealed for another order");
    assertRefused(sealed(published, "shop", Fakes.UID, "node-b"), "sealed for another order");
  }

  @Test
  void shouldSayWhenItsKeyIsAnotherNow() throws Exception {
    SealingKey old = new NodeKey("node-a", Sealing.generate()).published().orElseThrow();

    assertRefused(
        sealed(old, "shop", Fakes.UID, "node-a"),
        "it is sealed to the key " + old.id() + " of this node, which is gone",
        "its key is " + published.id(),
        "The operator seals it anew");
  }

  @Test
  void shouldSayWhenThereIsNone() {
    assertRefused(Fakes.order(), "the order holds none yet", published.id());
  }

  @Test
  void shouldSayWhyTheNodeHasNoKeyPair() {
    assertThatThrownBy(() -> NodeKey.none("The disk is full.").open(Fakes.order()))
        .hasMessageContainingAll("this node has no key pair", "The disk is full.");
    assertThat(NodeKey.none("The disk is full.").published()).isEmpty();
  }

  @Test
  void shouldRefuseAKeyThatIsNoText() throws Exception {
    DiskAllocation order = Fakes.order();
    order.setSpec(
        order
            .getSpec()
            .withSealedKey(seal(published, "shop", Fakes.UID, "node-a", new byte[] {(byte) 0xff})));

    assertRefused(order, "The key is not text");
  }

  private void assertRefused(DiskAllocation order, String... says) {
    assertThatThrownBy(() -> node.open(order))
        .isInstanceOf(ImageException.class)
        .hasMessageContainingAll(says)
        .hasMessageNotContaining(SECRET);
  }

  private static DiskAllocation sealed(SealingKey to, String namespace, String uid, String node)
      throws GeneralSecurityException {
    DiskAllocation order = Fakes.order();
    order.setSpec(
        order.getSpec().withSealedKey(seal(to, namespace, uid, node, SECRET.getBytes(UTF_8))));
    return order;
  }

  private static SealedKey seal(
      SealingKey to, String namespace, String uid, String node, byte[] secret)
      throws GeneralSecurityException {
    Sealing.Purpose purpose = new Sealing.Purpose(namespace, uid, node, to.id());
    return new SealedKey(
        to.id(), Sealing.seal(to.publicKey(), purpose, new Sealing.Opened(secret, false)));
  }
}
