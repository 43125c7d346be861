package io.diskwright.agent;

import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.SealedKey;
import io.diskwright.api.v1alpha1.SealingKey;
import io.diskwright.image.ImageException;
import io.diskwright.image.ImageKey;
import io.diskwright.service.Sealing;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.Optional;

/** Opens the keys of images by the key pair of this node. */
final class NodeKey implements OrderKeys {
  private final String node;
  private final PrivateKey secret;
  private final SealingKey published;

  NodeKey(String node, PrivateKey secret) throws GeneralSecurityException {
    this.node = node;
    this.secret = secret;
    String publicKey = Sealing.publicKey(secret);
    published = new SealingKey(Sealing.id(publicKey), publicKey);
  }

  /**
   * Of a node whose key pair could not be had.
   *
   * @param why a sentence, and what to do
   */
  static OrderKeys none(String why) {
    return new OrderKeys() {
      @Override
      public Optional<SealingKey> published() {
        return Optional.empty();
      }

      @Override
      public ImageKey open(DiskAllocation order) throws ImageException {
        throw refused("this node has no key pair that it could be sealed to. " + why);
      }
    };
  }

  @Override
  public Optional<SealingKey> published() {
    return Optional.of(published);
  }

  @Override
  public ImageKey open(DiskAllocation order) throws ImageException {
    SealedKey sealed = order.getSpec().sealedKey();
    if (sealed == null) {
      throw refused(
          "the order holds none yet. The operator adds it as soon as it sees the sealingKey "
              + published.id()
              + " of this node's StorageDevices; look at its log if it does not.");
    }
    if (!sealed.keyId().equals(published.id())) {
      throw refused(
          "it is sealed to the key %s of this node, which is gone: its key is %s now. The operator seals it anew from the Secret of the image; look at the conditions of the VmDiskImage if it does not."
              .formatted(sealed.keyId(), published.id()));
    }
    Sealing.Purpose purpose =
        new Sealing.Purpose(
            order.getMetadata().getNamespace(),
            order.getMetadata().getName(),
            node,
            published.id());
    try {
      Sealing.Opened opened = Sealing.open(secret, purpose, sealed.ciphertext());
      return ImageKey.of(opened.secret(), opened.random());
    } catch (GeneralSecurityException e) {
      throw refused(
          "it was sealed for another order, or damaged. Delete spec.sealedKey of the DiskAllocation, and the operator seals it anew.");
    }
  }

  private static ImageException refused(String why) {
    return new ImageException(
        ImageException.Kind.Failed, "The key of the image cannot be opened: " + why);
  }
}
