package io.diskwright.controller;

import io.diskwright.api.v1alpha1.Annotations;
import io.diskwright.api.v1alpha1.ByteSize;
import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.DeletionPolicy;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.Finalizers;
import io.diskwright.api.v1alpha1.Labels;
import io.diskwright.api.v1alpha1.SealedKey;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.decision.Demands;
import io.diskwright.decision.Orders;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Places, changes and withdraws the orders to the nodes. */
final class OrderBook {
  /** On an order: the UID its node had, so that a node that was never seen is never called gone. */
  static final String NODE_UID = "diskwright.io/node-uid";

  /** How long an order is left to its agent after its node went away. */
  static final Duration NODE_GRACE = Duration.ofMinutes(1);

  private static final int LABEL_LIMIT = 63;

  private final KubernetesClient client;
  private final Clock clock;

  OrderBook(KubernetesClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /**
   * Orders {@code image} to be made as {@code decision} says; an order that is there stays.
   *
   * @param sealed what opens it, if it is to be encrypted
   */
  void place(
      VmDiskImage image, Decision decision, StorageDevice device, @Nullable SealedKey sealed) {
    DiskAllocation order = new DiskAllocation();
    order.setSpec(Orders.order(image, decision, device).withSealedKey(sealed));
    List<String> finalizers =
        Claims.carry(order.getSpec())
            ? List.of(Finalizers.ALLOCATION, Finalizers.CLAIM)
            : List.of(Finalizers.ALLOCATION);
    order.setMetadata(metadata(image, decision, finalizers));
    try {
      client.resource(order).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }

  /**
   * Carries over to the order what may change of it.
   *
   * @param wanted what is wanted now; null to leave it as it is
   * @param grows whether a larger {@code spec.size} was found to fit
   * @param sealed what opens it, if that has to be another than it is; null to leave it
   */
  void update(
      VmDiskImage image,
      DiskAllocation order,
      @Nullable DeletionPolicy wanted,
      boolean grows,
      @Nullable SealedKey sealed) {
    Map<String, Object> changes = new HashMap<>();
    if (sealed != null) {
      changes.put("sealedKey", sealed);
    }
    if (wanted != null && order.getSpec().deletionPolicy() != wanted) {
      changes.put("deletionPolicy", wanted);
    }
    long size = grows ? Demands.size(image.getSpec()) : 0;
    if (size > ByteSize.parse(order.getSpec().size())) {
      changes.put("size", ByteSize.of(size));
    }
    Map<String, Object> patch = new HashMap<>();
    if (!changes.isEmpty()) {
      patch.put("spec", changes);
    }
    String asked = annotation(image, Annotations.VERIFY);
    if (asked != null && !asked.equals(annotation(order, Annotations.VERIFY))) {
      patch.put("metadata", Map.of("annotations", Map.of(Annotations.VERIFY, asked)));
    }
    if (!patch.isEmpty()) {
      resource(image).patch(PatchContext.of(PatchType.JSON_MERGE), Serialization.asJson(patch));
    }
  }

  /** The order for {@code image} as the API server has it now, or null. */
  @Nullable DiskAllocation read(HasMetadata image) {
    return resource(image).get();
  }

  /** Asks the node to take the image away. */
  void withdraw(HasMetadata image) {
    resource(image).delete();
  }

  /**
   * Gives up an order whose node is gone for good: it is being deleted, its node was there when it
   * was placed, and there is no such Node object any more since {@link #NODE_GRACE}.
   *
   * @return whether it was given up
   */
  boolean giveUpIfNodeIsGone(DiskAllocation order) {
    Map<String, String> annotations = order.getMetadata().getAnnotations();
    String deletedAt = order.getMetadata().getDeletionTimestamp();
    if (deletedAt == null
        || annotations == null
        || !annotations.containsKey(NODE_UID)
        || Instant.parse(deletedAt).plus(NODE_GRACE).isAfter(clock.instant())
        || node(order.getSpec().nodeName()) != null) {
      return false;
    }
    client
        .resource(order)
        .edit(
            current -> {
              current.getMetadata().getFinalizers().remove(Finalizers.ALLOCATION);
              return current;
            });
    return true;
  }

  private ObjectMeta metadata(VmDiskImage image, Decision decision, List<String> finalizers) {
    Map<String, String> labels = new HashMap<>();
    label(labels, Labels.IMAGE, image.getMetadata().getName());
    label(labels, Labels.NODE, decision.node());
    Node node = node(decision.node());
    return new ObjectMetaBuilder()
        .withName(image.getMetadata().getUid())
        .withNamespace(image.getMetadata().getNamespace())
        .withLabels(labels)
        .withAnnotations(node == null ? Map.of() : Map.of(NODE_UID, node.getMetadata().getUid()))
        .withFinalizers(finalizers)
        .withOwnerReferences(Ownership.of(image))
        .build();
  }

  private @Nullable Node node(String name) {
    return client.nodes().withName(name).get();
  }

  private Resource<DiskAllocation> resource(HasMetadata image) {
    return client
        .resources(DiskAllocation.class)
        .inNamespace(image.getMetadata().getNamespace())
        .withName(image.getMetadata().getUid());
  }

  private static @Nullable String annotation(HasMetadata object, String name) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(name);
  }

  private static void label(Map<String, String> labels, String key, String value) {
    if (value.length() <= LABEL_LIMIT) {
      labels.put(key, value);
    }
  }
}
