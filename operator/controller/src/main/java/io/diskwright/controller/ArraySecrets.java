package io.diskwright.controller;

import io.diskwright.api.v1alpha1.Reasons.ArraysReachable;
import io.diskwright.arrays.ArrayException;
import io.diskwright.arrays.Login;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads how to sign in at arrays, from Secrets of the operator's own namespace and nowhere else: a
 * pool must not make the operator read what its author may not.
 */
final class ArraySecrets {
  private final KubernetesClient client;
  private final String namespace;

  ArraySecrets(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /**
   * What a Secret holds.
   *
   * @param version changes when the Secret does
   */
  record Found(String version, Login login) {}

  /**
   * Reads one Secret.
   *
   * @throws ArrayException when it is not there, or lacks an entry
   * @throws KubernetesClientException when the API server cannot say
   */
  Found read(String name) throws ArrayException {
    Secret secret;
    try {
      secret = client.secrets().inNamespace(namespace).withName(name).get();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        throw missing(
            name, "may not be read; give the operator the Role diskwright-operator-arrays");
      }
      throw e;
    }
    if (secret == null) {
      throw missing(name, "is not there; make it, with username and password");
    }
    Map<String, String> data = secret.getData() == null ? Map.of() : secret.getData();
    return new Found(
        secret.getMetadata().getResourceVersion(),
        new Login(
            entry(name, data, "username"),
            entry(name, data, "password"),
            data.containsKey("ca.crt") ? entry(name, data, "ca.crt") : null));
  }

  private String entry(String name, Map<String, String> data, String key) throws ArrayException {
    @Nullable String encoded = data.get(key);
    if (encoded == null || encoded.isEmpty()) {
      throw missing(name, "has no entry " + key + "; add it");
    }
    try {
      return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw missing(name, "has an entry " + key + " that is no base64; write it anew");
    }
  }

  private ArrayException missing(String name, String what) {
    return new ArrayException(
        ArraysReachable.SecretMissing, "Secret %s/%s %s".formatted(namespace, name, what));
  }
}
