package io.diskwright.controller;

import io.diskwright.api.v1alpha1.Labels;
import io.diskwright.api.v1alpha1.Passphrase;
import io.diskwright.api.v1alpha1.SecretKeyRef;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Secrets with the keys of images: read one by one, in the image's own namespace and nowhere
 * else, so that nobody reaches by an image what they cannot reach themselves.
 */
final class ImageSecrets {
  /** The entry of a Secret that was generated. */
  static final String ENTRY = "passphrase";

  private static final String ROLE = "diskwright-operator-image-keys";
  private static final int NAME_LIMIT = 253;
  private static final int LABEL_LIMIT = 63;
  private static final int RANDOM_BYTES = 32;

  private final KubernetesClient client;
  private final SecureRandom chance = new SecureRandom();

  ImageSecrets(KubernetesClient client) {
    this.client = client;
  }

  /** What was found. */
  sealed interface Reading {
    /**
     * A key.
     *
     * @param secret for the caller to overwrite
     * @param random whether it was made by chance
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not kept
    record Found(byte[] secret, boolean random) implements Reading {}

    /** None; {@code why} says what to do. */
    record Missing(String why) implements Reading {}
  }

  /** The key in the Secret that the user named. */
  Reading read(HasMetadata image, SecretKeyRef named) {
    Secret secret;
    try {
      secret = get(image, named.name());
    } catch (KubernetesClientException e) {
      return forbidden(image, named.name(), e);
    }
    return secret == null
        ? missing(
            image,
            named.name(),
            "is not there; make it: kubectl create secret generic %s -n %s --from-file=%s=FILE"
                .formatted(named.name(), image.getMetadata().getNamespace(), named.key()))
        : entry(image, secret, named.key(), false);
  }

  /**
   * The key that was generated for {@code image}.
   *
   * @param fresh whether it is generated now, if it is not there: nothing is encrypted by it yet
   */
  Reading generated(HasMetadata image, boolean fresh) {
    String name = name(image);
    try {
      Secret secret = get(image, name);
      if (secret == null && fresh) {
        secret = create(image, name);
      }
      if (secret == null) {
        return missing(
            image,
            name,
            "held the key of this image and is gone; bring it back from a backup. The image stays as"
                + " it is, and cannot grow without");
      }
      if (!isOf(image, secret)) {
        return missing(
            image,
            name,
            "is not this image's; delete it if nobody needs it, or name a Secret of your own in"
                + " spec.encryption.secretRef");
      }
      return entry(image, secret, ENTRY, true);
    } catch (KubernetesClientException e) {
      return forbidden(image, name, e);
    }
  }

  /**
   * Keeps the key that was generated for an image whose file stays when the image goes: in a Secret
   * that nobody owns.
   */
  void keep(HasMetadata image) {
    Secret secret = get(image, name(image));
    if (secret == null || !isOf(image, secret)) {
      return;
    }
    create(secret(image, keptName(image), null, secret.getData()));
  }

  /** The Secret with a key that was generated for {@code image}. */
  static String name(HasMetadata image) {
    String name = image.getMetadata().getName() + "-disk-key";
    return name.length() <= NAME_LIMIT ? name : "disk-key-of-" + image.getMetadata().getUid();
  }

  /** The Secret with the key of a file that stayed. */
  static String keptName(HasMetadata image) {
    return "disk-key-" + image.getMetadata().getUid();
  }

  private @Nullable Secret get(HasMetadata image, String name) {
    return client.secrets().inNamespace(image.getMetadata().getNamespace()).withName(name).get();
  }

  private @Nullable Secret create(HasMetadata image, String name) {
    byte[] bits = new byte[RANDOM_BYTES];
    chance.nextBytes(bits);
    byte[] text = Base64.getEncoder().withoutPadding().encode(bits);
    String data = Base64.getEncoder().encodeToString(text);
    Arrays.fill(bits, (byte) 0);
    Arrays.fill(text, (byte) 0);
    create(secret(image, name, Ownership.of(image), Map.of(ENTRY, data)));
    return get(image, name); // whoever made it
  }

  private void create(Secret secret) {
    try {
      client.resource(secret).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }

  private static Secret secret(
      HasMetadata image, String name, @Nullable OwnerReference owner, Map<String, String> data) {
    Map<String, String> labels = new HashMap<>();
    labels.put(Labels.IMAGE_UID, image.getMetadata().getUid());
    if (image.getMetadata().getName().length() <= LABEL_LIMIT) {
      labels.put(Labels.IMAGE, image.getMetadata().getName());
    }
    return new SecretBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(image.getMetadata().getNamespace())
        .withLabels(labels)
        .withOwnerReferences(owner == null ? List.of() : List.of(owner))
        .endMetadata()
        .withType("Opaque")
        .withImmutable(true)
        .withData(data)
        .build();
  }

  private static boolean isOf(HasMetadata image, Secret secret) {
    Map<String, String> labels = secret.getMetadata().getLabels();
    return labels != null && image.getMetadata().getUid().equals(labels.get(Labels.IMAGE_UID));
  }

  private static Reading entry(HasMetadata image, Secret secret, String key, boolean random) {
    String name = secret.getMetadata().getName();
    Map<String, String> data = secret.getData() == null ? Map.of() : secret.getData();
    String encoded = data.get(key);
    if (encoded == null) {
      return missing(image, name, "has no entry " + key + "; add it");
    }
    byte[] given = Base64.getDecoder().decode(encoded);
    byte[] passphrase = Passphrase.trimmed(given);
    Arrays.fill(given, (byte) 0);
    String problem = Passphrase.problem(passphrase);
    if (!problem.isEmpty()) {
      Arrays.fill(passphrase, (byte) 0);
      return missing(
          image,
          name,
          "has an entry %s that %s; give 1 to %d bytes of text in UTF-8, on one line"
              .formatted(key, problem, Passphrase.MOST_BYTES));
    }
    return new Reading.Found(passphrase, random && isRandom(passphrase));
  }

  /** Whether it looks as it does when it is generated here; anybody may have made the Secret. */
  private static boolean isRandom(byte[] passphrase) {
    return new String(passphrase, StandardCharsets.UTF_8).matches("[A-Za-z0-9+/]{43}");
  }

  private static Reading forbidden(HasMetadata image, String name, KubernetesClientException e) {
    if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
      throw e;
    }
    String reason = e.getStatus() == null ? "" : " (" + e.getStatus().getMessage() + ")";
    return missing(
        image,
        name,
        "may not be read or made by the operator; give it the ClusterRole "
            + ROLE
            + " in this namespace"
            + reason);
  }

  private static Reading missing(HasMetadata image, String name, String why) {
    return new Reading.Missing(
        "Secret %s/%s %s.".formatted(image.getMetadata().getNamespace(), name, why));
  }
}
