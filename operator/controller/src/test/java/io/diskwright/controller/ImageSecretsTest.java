package io.diskwright.controller;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.Labels;
import io.diskwright.api.v1alpha1.SecretKeyRef;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.controller.ImageSecrets.Reading;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullUnmarked // the extension sets the client
@EnableKubernetesMockClient(crud = true, https = false)
final class ImageSecretsTest {
  private static final SecretKeyRef NAMED = new SecretKeyRef("mine", "passphrase");

  KubernetesClient client;
  private final VmDiskImage image = Fixtures.image("orders-db", "1Gi");
  private ImageSecrets secrets;

  @BeforeEach
  void open() {
    secrets = new ImageSecrets(client);
  }

  @Test
  void shouldReadWhatTheUserNamed() {
    make("shop", "mine", Map.of("passphrase", "correct horse\n".getBytes(UTF_8)));

    assertThat(secrets.read(image, NAMED))
        .isInstanceOfSatisfying(
            Reading.Found.class,
            found -> {
              assertThat(found.secret()).isEqualTo("correct horse".getBytes(UTF_8));
              assertThat(found.random()).isFalse();
            });
  }

  @Test
  void shouldSayHowToMakeASecretThatIsNotThere() {
    make("other", "mine", Map.of("passphrase", "of another namespace".getBytes(UTF_8)));

    assertThat(why(secrets.read(image, NAMED)))
        .contains("Secret shop/mine is not there", "kubectl create secret generic mine -n shop");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "other      |             | has no entry passphrase; add it",
        "passphrase | ''          | has an entry passphrase that is empty",
        "passphrase | long        | is longer than 512 bytes; give 1 to 512 bytes of text",
        "passphrase | binary      | that is not text",
        "passphrase | two lines   | holds a line break or a zero byte",
      })
  void shouldSayWhatIsWrongWithASecret(String key, String content, String says) {
    byte[] bytes =
        switch (content == null ? "" : content) {
          case "long" -> new byte[1 << 20];
          case "binary" -> new byte[] {(byte) 0xff, (byte) 0xfe, 1};
          case "two lines" -> "one\ntwo".getBytes(UTF_8);
          default -> new byte[0];
        };
    make("shop", "mine", Map.of(key, bytes));

    assertThat(why(secrets.read(image, NAMED))).contains("Secret shop/mine", says);
  }

  @Test
  void shouldGenerateAKeyOnceOwnedByItsImage() {
    Reading first = secrets.generated(image, true);
    Reading second = secrets.generated(image, true);

    assertThat(found(first)).isEqualTo(found(second));
    assertThat(new String(found(first), UTF_8)).matches("[A-Za-z0-9+/]{43}");
    assertThat(((Reading.Found) first).random()).isTrue();
    Secret made = get("orders-db-disk-key");
    assertThat(made.getType()).isEqualTo("Opaque");
    assertThat(made.getImmutable()).isTrue();
    assertThat(made.getMetadata().getLabels())
        .containsEntry(Labels.IMAGE_UID, image.getMetadata().getUid())
        .containsEntry(Labels.IMAGE, "orders-db");
    assertThat(made.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getUid()).isEqualTo(image.getMetadata().getUid()));
  }

  @Test
  void shouldGenerateNoOtherKeyForWhatIsEncryptedAlready() {
    assertThat(why(secrets.generated(image, false)))
        .contains("Secret shop/orders-db-disk-key held the key of this image and is gone");

    assertThat(client.secrets().inAnyNamespace().list().getItems()).isEmpty();
  }

  @Test
  void shouldNotTakeASecretOfThatNameThatIsNotTheImages() {
    make("shop", "orders-db-disk-key", Map.of("passphrase", "anybody's".getBytes(UTF_8)));

    assertThat(why(secrets.generated(image, true))).contains("is not this image's; delete it");
  }

  @Test
  void shouldKeepTheKeyOfAFileThatStays() {
    byte[] key = found(secrets.generated(image, true));

    secrets.keep(image);
    secrets.keep(image);

    Secret kept = get("disk-key-" + image.getMetadata().getUid());
    assertThat(kept.getMetadata().getOwnerReferences()).isEmpty();
    assertThat(kept.getData()).containsEntry("passphrase", Base64.getEncoder().encodeToString(key));
  }

  @Test
  void shouldNameItAfterTheUidWhenTheNameIsTooLong() {
    VmDiskImage named = Fixtures.image("a".repeat(250), "1Gi");

    assertThat(ImageSecrets.name(named))
        .isEqualTo("disk-key-of-" + named.getMetadata().getUid())
        .isNotEqualTo(ImageSecrets.keptName(named));
  }

  private static String why(Reading reading) {
    return ((Reading.Missing) reading).why();
  }

  private static byte[] found(Reading reading) {
    return ((Reading.Found) reading).secret();
  }

  private Secret get(String name) {
    return client.secrets().inNamespace("shop").withName(name).get();
  }

  private void make(String namespace, String name, Map<String, byte[]> content) {
    SecretBuilder secret =
        new SecretBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(namespace)
            .endMetadata()
            .withType("Opaque");
    content.forEach(
        (key, bytes) -> secret.addToData(key, Base64.getEncoder().encodeToString(bytes)));
    client.resource(secret.build()).create();
  }
}
