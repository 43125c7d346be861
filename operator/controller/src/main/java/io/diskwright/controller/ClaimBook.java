package io.diskwright.controller;

import io.diskwright.api.v1alpha1.ImageReference;
import io.diskwright.api.v1alpha1.Reasons.Published;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes volumes and claims, and only where they differ. */
final class ClaimBook {
  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

  /** Answers by which a quota, a policy or a webhook says no. */
  private static final Set<Integer> REFUSALS = Set.of(400, 403, 422);

  private static final int NAMED = 3;

  /** How long a claim that no pod uses takes to go at most, in a cluster that is well. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final KubernetesClient client;
  private final StatusWriter writer;
  private final Clock clock;

  ClaimBook(KubernetesClient client, StatusWriter writer, Clock clock) {
    this.client = client;
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * What became of a claim.
   *
   * @param claim as it is now; null when there is none of ours
   * @param refusal why the API server did not take it; null when another has its name
   */
  record Kept(@Nullable PersistentVolumeClaim claim, @Nullable String refusal) {}

  /**
   * Sees to it that {@code wanted} is there. A new one is created, not applied: what somebody else
   * has made under that name meanwhile is not touched.
   *
   * @param there the one of ours that is there, or null
   */
  Kept keep(
      HasMetadata image, PersistentVolumeClaim wanted, @Nullable PersistentVolumeClaim there) {
    try {
      if (there == null) {
        return new Kept(client.resource(wanted).create(), null);
      }
      return new Kept(ClaimDrift.of(there, wanted) ? writer.apply(client, wanted) : there, null);
    } catch (KubernetesClientException e) {
      return e.getCode() == HttpURLConnection.HTTP_CONFLICT
          ? conflicting(image, wanted, e)
          : new Kept(null, refusal(wanted, e));
    }
  }

  /** What the API server said against {@code object}; thrown when it is no answer for good. */
  private static String refusal(HasMetadata object, KubernetesClientException e) {
    if (!REFUSALS.contains(e.getCode())) {
      throw e;
    }
    return "The API server does not take the %s %s: %s"
        .formatted(
            object.getKind(),
            object.getMetadata().getName(),
            e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage());
  }

  /** One of that name is there: ours, which the cache does not show, or somebody else's. */
  private Kept conflicting(
      HasMetadata image, PersistentVolumeClaim wanted, KubernetesClientException conflict) {
    PersistentVolumeClaim there = read(image);
    if (there == null) {
      throw conflict; // it has gone again; tried anew
    }
    if (!Claims.isOf(image, there) || there.getMetadata().getDeletionTimestamp() != null) {
      return new Kept(null, null);
    }
    if (!ClaimDrift.of(there, wanted)) {
      return new Kept(there, null);
    }
    wanted.getMetadata().setUid(there.getMetadata().getUid());
    wanted.getSpec().setResources(there.getSpec().getResources());
    return new Kept(writer.apply(client, wanted), null);
  }

  /**
   * Sees to it that {@code wanted} is there, in the place of {@code there}.
   *
   * @return why the API server did not take it, or null
   */
  @Nullable String keep(PersistentVolume wanted, @Nullable PersistentVolume there) {
    try {
      if (there == null || ClaimDrift.of(there, wanted)) {
        writer.apply(client, wanted);
      }
      return null;
    } catch (KubernetesClientException e) {
      return refusal(wanted, e);
    }
  }

  /** The claim named like {@code image} as the API server has it now, or null. */
  @Nullable PersistentVolumeClaim read(HasMetadata image) {
    return client
        .persistentVolumeClaims()
        .inNamespace(image.getMetadata().getNamespace())
        .withName(image.getMetadata().getName())
        .get();
  }

  /** Whether the claim of that image is still there. */
  boolean isClaimed(String namespace, ImageReference image) {
    PersistentVolumeClaim claim =
        client.persistentVolumeClaims().inNamespace(namespace).withName(image.name()).get();
    return claim != null && Claims.volumeName(image.uid()).equals(claim.getSpec().getVolumeName());
  }

  /** The host name of a node, which local volumes are tied to, or null. */
  @Nullable String hostName(String nodeName) {
    Node node = client.nodes().withName(nodeName).get();
    Map<String, String> labels = node == null ? null : node.getMetadata().getLabels();
    return labels == null ? null : labels.get(Claims.HOST_NAME);
  }

  /** Deletes {@code object}, unless it has changed since it was read. */
  void remove(HasMetadata object) {
    client.resource(object).lockResourceVersion(object.getMetadata().getResourceVersion()).delete();
  }

  /** The pods that use {@code claim} and have not ended, by their names. */
  List<Pod> users(HasMetadata claim) {
    String name = claim.getMetadata().getName();
    return client.pods().inNamespace(claim.getMetadata().getNamespace()).list().getItems().stream()
        .filter(pod -> uses(pod, name))
        .sorted(Comparator.comparing((Pod pod) -> pod.getMetadata().getName()))
        .toList();
  }

  /** The names of {@code pods}, the first few of them. */
  static String names(List<Pod> pods) {
    return pods.stream()
            .limit(NAMED)
            .map(pod -> pod.getMetadata().getName())
            .collect(Collectors.joining(", "))
        + (pods.size() > NAMED ? " and %d more".formatted(pods.size() - NAMED) : "");
  }

  /** Why {@code claim}, which is being deleted, is still there. */
  Publication whyHeld(PersistentVolumeClaim claim) {
    String name = claim.getMetadata().getName();
    List<Pod> pods = users(claim);
    if (pods.isEmpty()) {
      boolean atOnce =
          Instant.parse(claim.getMetadata().getDeletionTimestamp())
              .plus(PATIENCE)
              .isAfter(clock.instant());
      String why =
          "PersistentVolumeClaim %s is being deleted; it is held by its finalizers %s."
              .formatted(name, String.join(", ", claim.getMetadata().getFinalizers()));
      return atOnce ? Publication.pending(why) : Publication.of(Published.ClaimInUse, why);
    }
    return Publication.of(
        Published.ClaimInUse,
        "The image goes when no pod uses PersistentVolumeClaim %s any more; end %s."
            .formatted(name, names(pods)));
  }

  private static boolean uses(Pod pod, String claim) {
    boolean ended = pod.getStatus() != null && ENDED.contains(pod.getStatus().getPhase());
    return !ended
        && pod.getSpec().getVolumes().stream()
            .anyMatch(
                volume ->
                    volume.getPersistentVolumeClaim() != null
                        && claim.equals(volume.getPersistentVolumeClaim().getClaimName()));
  }
}
