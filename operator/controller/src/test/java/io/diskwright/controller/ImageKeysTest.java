package io.diskwright.controller;

import static io.diskwright.controller.Fixtures.GIB;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.Conditions.ConditionStatus;
import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.Reasons;
import io.diskwright.api.v1alpha1.SealedKey;
import io.diskwright.api.v1alpha1.SealingKey;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.controller.ImageKeys.Key;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import io.diskwright.service.Sealing;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@NullUnmarked // the extension sets the client
@EnableKubernetesMockClient(crud = true, https = false)
final class ImageKeysTest {
  KubernetesClient client;
  private final VmDiskImage image = Fixtures.image("orders-db", "1Gi");
  private final Decision plain = Fixtures.decision("node-a-00000001", 0, GIB);
  private final Decision encrypted = encrypted(plain, ImageFormat.qcow2);
  private final PrivateKey node;
  private final StorageDevice device;
  private ImageKeys keys;

  ImageKeysTest() throws GeneralSecurityException {
    node = Sealing.generate();
    device = device(node);
  }

  @BeforeEach
  void open() {
    keys = new ImageKeys(new ImageSecrets(client));
  }

  @Test
  void shouldSealAGeneratedKeyToTheNodeThatMakesTheImage() throws GeneralSecurityException {
    SealedKey sealed = sealed(keys.of(image, encrypted, null, Optional.of(device)));

    String made =
        client
            .secrets()
            .inNamespace("shop")
            .withName("orders-db-disk-key")
            .get()
            .getData()
            .get("passphrase");
    Sealing.Opened opened = Sealing.open(node, purpose(sealed.keyId()), sealed.ciphertext());
    assertThat(Base64.getEncoder().encodeToString(opened.secret())).isEqualTo(made);
    assertThat(opened.random()).isTrue();
    assertThat(sealed.ciphertext())
        .doesNotContain(made)
        .doesNotContain(new String(opened.secret(), UTF_8));
  }

  @Test
  void shouldAskForNoKeyWhereNothingIsEncryptedOrNothingMade() {
    assertThat(keys.of(image, plain, null, Optional.of(device))).isInstanceOf(Key.Settled.class);
    VmDiskImage onlyPlanned = Fixtures.image("plan", Fixtures.spec("1Gi", null, true));
    assertThat(keys.of(onlyPlanned, encrypted, null, Optional.of(device)))
        .isInstanceOf(Key.Settled.class);

    assertThat(client.secrets().inAnyNamespace().list().getItems()).isEmpty();
  }

  @Test
  void shouldLeaveWhatIsSealedToTheNodesKey() {
    DiskAllocation order = order(sealed(keys.of(image, encrypted, null, Optional.of(device))));

    assertThat(keys.of(image, encrypted, order, Optional.of(device)))
        .isInstanceOf(Key.Settled.class);
    assertThat(keys.of(image, encrypted, order, Optional.empty())).isInstanceOf(Key.Settled.class);
  }

  @Test
  void shouldSealTheSameKeyAnewWhenTheNodeHasAnother() throws GeneralSecurityException {
    SealedKey before = sealed(keys.of(image, encrypted, null, Optional.of(device)));
    PrivateKey next = Sealing.generate();

    SealedKey after = sealed(keys.of(image, encrypted, order(before), Optional.of(device(next))));

    assertThat(after.keyId()).isNotEqualTo(before.keyId());
    assertThat(Sealing.open(next, purpose(after.keyId()), after.ciphertext()).secret())
        .isEqualTo(Sealing.open(node, purpose(before.keyId()), before.ciphertext()).secret());
  }

  @Test
  void shouldNotGenerateAnotherKeyWhenThatOfAFinishedImageIsGone() throws GeneralSecurityException {
    DiskAllocation order = order(sealed(keys.of(image, encrypted, null, Optional.of(device))));
    order.setStatus(
        Fixtures.orderStatus(ConditionStatus.True, Reasons.Allocated.Verified, "", 4096L));
    client.secrets().inNamespace("shop").withName("orders-db-disk-key").delete();

    Key key = keys.of(image, encrypted, order, Optional.of(device(Sealing.generate())));

    assertThat(key)
        .isInstanceOfSatisfying(
            Key.Missing.class, missing -> assertThat(missing.why()).contains("is gone"));
    assertThat(client.secrets().inAnyNamespace().list().getItems()).isEmpty();
  }

  @Test
  void shouldAskQemuForTheKeyOfAnEncryptedImage() {
    String uid = image.getMetadata().getUid();

    assertThat(Blockdev.json(encrypted, uid, "/p"))
        .isEqualTo(
            "{\"driver\":\"qcow2\",\"encrypt\":{\"format\":\"luks\",\"key-secret\":\"key-%s\"},"
                    .formatted(uid)
                + "\"discard\":\"unmap\","
                + "\"file\":{\"driver\":\"file\",\"filename\":\"/p\",\"discard\":\"unmap\"}}");
    assertThat(Blockdev.json(encrypted(plain, ImageFormat.raw), uid, "/p"))
        .startsWith("{\"driver\":\"luks\",\"key-secret\":\"key-" + uid + "\"");
    assertThat(Blockdev.json(plain, uid, "/p")).startsWith("{\"driver\":\"raw\",\"discard\"");
  }

  private DiskAllocation order(SealedKey sealed) {
    DiskAllocation order = Fixtures.order(image, encrypted, device);
    order.setSpec(order.getSpec().withSealedKey(sealed));
    return order;
  }

  private Sealing.Purpose purpose(String keyId) {
    return new Sealing.Purpose("shop", image.getMetadata().getUid(), "node-a", keyId);
  }

  private static SealedKey sealed(Key key) {
    assertThat(key).isInstanceOf(Key.Sealed.class);
    return ((Key.Sealed) key).key();
  }

  private static StorageDevice device(PrivateKey node) throws GeneralSecurityException {
    StorageDevice device = Fixtures.device("node-a", 100 * GIB);
    String published = Sealing.publicKey(node);
    device.setStatus(
        device.getStatus().withSealingKey(new SealingKey(Sealing.id(published), published)));
    return device;
  }

  private static Decision encrypted(Decision like, ImageFormat format) {
    return new Decision(
        like.strategy(),
        like.device(),
        like.node(),
        AllocationPolicy.Thin,
        format,
        Map.of("preallocation", "off", "encrypt.format", "luks"),
        like.score(),
        like.expected(),
        like.because(),
        like.lacks(),
        like.rejected(),
        like.considered());
  }
}
