package io.diskwright.controller;

import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.EncryptionSpec;
import io.diskwright.api.v1alpha1.SealedKey;
import io.diskwright.api.v1alpha1.SealingKey;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.service.Sealing;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Seals the keys of encrypted images to the nodes that make them. */
final class ImageKeys {
  private static final Logger log = LoggerFactory.getLogger(ImageKeys.class);
  private static final String ENCRYPT_FORMAT = "encrypt.format";

  private final ImageSecrets secrets;

  ImageKeys(ImageSecrets secrets) {
    this.secrets = secrets;
  }

  /** What there is for an order. */
  sealed interface Key {
    /** Nothing to be added: it is not encrypted, or has what it needs. */
    record Settled() implements Key {}

    /** To be added to the order. */
    record Sealed(SealedKey key) implements Key {}

    /** The key is needed, and is not to be had; {@code why} says what to do. */
    record Missing(String why) implements Key {}
  }

  /**
   * The key that the order of {@code image} lacks.
   *
   * @param order what there is of it, or null
   * @param device the one the decision names, if it is there
   */
  Key of(
      VmDiskImage image,
      Decision decision,
      @Nullable DiskAllocation order,
      Optional<StorageDevice> device) {
    SealingKey node = device.map(ImageKeys::sealingKey).orElse(null);
    SealedKey there = order == null ? null : order.getSpec().sealedKey();
    if (!isEncrypted(decision.options())
        || Boolean.TRUE.equals(image.getSpec().planOnly()) && order == null
        || node == null
        || there != null && there.keyId().equals(node.id())) {
      return new Key.Settled();
    }
    boolean made =
        order != null && order.getStatus() != null && order.getStatus().allocation() != null;
    EncryptionSpec encryption = image.getSpec().encryption();
    ImageSecrets.Reading reading =
        encryption == null || encryption.secretRef() == null
            ? secrets.generated(image, !made)
            : secrets.read(image, encryption.secretRef());
    return switch (reading) {
      case ImageSecrets.Reading.Missing missing -> new Key.Missing(missing.why());
      case ImageSecrets.Reading.Found found -> sealed(image, decision.node(), node, found);
    };
  }

  /** Sees to it that who keeps the file of {@code image} keeps its key, too. */
  void keep(VmDiskImage image, DiskAllocation order) {
    EncryptionSpec encryption = image.getSpec().encryption();
    if (isEncrypted(order.getSpec().options())
        && (encryption == null || encryption.secretRef() == null)) {
      secrets.keep(image);
    }
  }

  /** Whether what is made by {@code options} needs a key. */
  static boolean isEncrypted(Map<String, String> options) {
    return options.containsKey(ENCRYPT_FORMAT);
  }

  /** What keys are sealed to on the node of {@code device}, or null. */
  static @Nullable SealingKey sealingKey(StorageDevice device) {
    return device.getStatus() == null ? null : device.getStatus().sealingKey();
  }

  private static Key sealed(
      VmDiskImage image, String node, SealingKey to, ImageSecrets.Reading.Found found) {
    Sealing.Purpose purpose =
        new Sealing.Purpose(
            image.getMetadata().getNamespace(), image.getMetadata().getUid(), node, to.id());
    try {
      Sealing.Opened key = new Sealing.Opened(found.secret(), found.random());
      return new Key.Sealed(new SealedKey(to.id(), Sealing.seal(to.publicKey(), purpose, key)));
    } catch (GeneralSecurityException e) {
      log.atWarn()
          .setMessage("Could not seal the key of an image")
          .addKeyValue("node", node)
          .addKeyValue("reason", e.getMessage())
          .log();
      return new Key.Missing(
          "The sealingKey that node %s publishes is no key (%s); remove its file and restart the agent."
              .formatted(node, e.getMessage()));
    } finally {
      Arrays.fill(found.secret(), (byte) 0);
    }
  }
}
