package io.diskwright.controller;

import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.SealingKey;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.VmDiskClass;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.api.v1alpha1.VmDiskImageStatus;
import io.diskwright.decision.Classes;
import io.diskwright.decision.Facts;
import io.diskwright.decision.Origins;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which images and pools must be looked at again when something else has changed. Images that
 * already have their order are not woken by devices: fleets publish all the time.
 */
final class Wakeups {
  private static final String WAITING = "waiting";
  private static final String CLASS = "class";
  private static final String UID = "uid";
  private static final String SOURCE = "source";

  private final SimpleInboundEventSource<VmDiskImage> images =
      new SimpleInboundEventSource<>("orders-devices-pools-classes");
  private final SimpleInboundEventSource<StoragePool> pools =
      new SimpleInboundEventSource<>("devices");
  private final SimpleInboundEventSource<VmDiskClass> classes =
      new SimpleInboundEventSource<>("other-classes");
  private volatile @Nullable IndexerResourceCache<VmDiskImage> imageCache;

  SimpleInboundEventSource<VmDiskImage> images(IndexerResourceCache<VmDiskImage> cache) {
    cache.addIndexer(WAITING, image -> isWaiting(image) ? List.of(WAITING) : List.of());
    cache.addIndexer(
        CLASS, image -> List.of(Objects.requireNonNullElse(image.getSpec().className(), "")));
    cache.addIndexer(UID, image -> List.of(image.getMetadata().getUid()));
    cache.addIndexer(
        SOURCE,
        image ->
            isWaiting(image)
                ? Origins.name(image)
                    .map(name -> key(image.getMetadata().getNamespace(), name))
                    .stream()
                    .toList()
                : List.of());
    imageCache = cache;
    return images;
  }

  SimpleInboundEventSource<StoragePool> pools() {
    return pools;
  }

  SimpleInboundEventSource<VmDiskClass> classes() {
    return classes;
  }

  /** Every image there is; none while this replica does not lead. */
  Stream<VmDiskImage> known() {
    IndexerResourceCache<VmDiskImage> cache = imageCache;
    return cache == null ? Stream.empty() : cache.list();
  }

  /** Whether this replica leads, and so knows every image. */
  boolean isLeading() {
    return imageCache != null && images.isRunning();
  }

  /** Whether there is an image of that UID. */
  boolean isKnown(String uid) {
    IndexerResourceCache<VmDiskImage> cache = imageCache;
    return cache != null && !cache.byIndex(UID, uid).isEmpty();
  }

  /** Looks at an image again. */
  void wakeImage(String namespace, String name) {
    images.propagateEvent(new ResourceID(name, namespace));
  }

  /**
   * Wires everything that wakes to {@code cache}.
   *
   * @param poolGone hears the name of a pool that is deleted
   */
  void listenTo(ClusterCache cache, Consumer<String> poolGone) {
    cache.listen(
        handler(
            (before, after) -> {
              deviceChanged(before, after);
              wakeWhatIsSealed(cache, before, after);
            }),
        handler(
            (before, after) -> {
              poolChanged(before, after);
              if (before != null && after == null) {
                poolGone.accept(before.getMetadata().getName());
              }
            }),
        handler((before, after) -> classChanged(cache, before, after)),
        handler(this::orderChanged));
  }

  /** Looks at a pool again. */
  void wakePool(String name) {
    if (pools.isRunning()) {
      pools.propagateEvent(new ResourceID(name));
    }
  }

  /** Looks again at what is on these nodes, and at what waits for a device. */
  void wakeNodes(ClusterCache cluster, Set<String> nodes) {
    if (!images.isRunning()) {
      return;
    }
    for (String node : nodes) {
      cluster.ordersTo(node).forEach(this::wakeImageOf);
    }
    cluster.devices().stream()
        .filter(device -> device.getStatus() != null)
        .filter(device -> nodes.contains(device.getStatus().nodeName()))
        .forEach(device -> wakePool(Facts.poolOf(device)));
    wakeWaiting();
  }

  private void wakeImageOf(DiskAllocation order) {
    String namespace = order.getMetadata().getNamespace();
    String name = order.getSpec().image().name();
    wakeImage(namespace, name);
    wake(SOURCE, key(namespace, name)); // those that are to be copies of it
  }

  private void deviceChanged(@Nullable StorageDevice before, @Nullable StorageDevice after) {
    if (after != null) {
      pools.propagateEvent(new ResourceID(Facts.poolOf(after)));
    }
    if (before != null) {
      pools.propagateEvent(new ResourceID(Facts.poolOf(before)));
    }
    if (after != null && mayTakeMore(before, after)) {
      wakeWaiting();
    }
  }

  /** When a node has another key, what was sealed to the one before is sealed anew. */
  private void wakeWhatIsSealed(
      ClusterCache cluster, @Nullable StorageDevice before, @Nullable StorageDevice after) {
    SealingKey now = after == null ? null : ImageKeys.sealingKey(after);
    if (before == null || now == null || now.equals(ImageKeys.sealingKey(before))) {
      return;
    }
    String name = before.getMetadata().getName();
    cluster.orders().stream()
        .filter(order -> order.getSpec().device().equals(name))
        .filter(order -> ImageKeys.isEncrypted(order.getSpec().options()))
        .forEach(order -> orderChanged(order, order));
  }

  private void poolChanged(@Nullable StoragePool before, @Nullable StoragePool after) {
    boolean statusOnly =
        before != null
            && after != null
            && Objects.equals(
                before.getMetadata().getGeneration(), after.getMetadata().getGeneration());
    if (!statusOnly) {
      wakeWaiting();
    }
  }

  /** Images of the class are accepted anew, and so are those of no class when it is the default. */
  private void classChanged(
      ClusterCache cluster, @Nullable VmDiskClass before, @Nullable VmDiskClass after) {
    VmDiskClass one = after == null ? before : after;
    boolean wasDefault = before != null && Classes.isMarked(before);
    boolean isDefault = after != null && Classes.isMarked(after);
    boolean statusOnly =
        before != null
            && after != null
            && wasDefault == isDefault
            && Objects.equals(
                before.getMetadata().getGeneration(), after.getMetadata().getGeneration());
    if (one == null || statusOnly) {
      return;
    }
    wakeClass(one.getMetadata().getName());
    if (wasDefault || isDefault) {
      wakeClass("");
      if (classes.isRunning()) {
        cluster.classes().all().stream()
            .filter(Classes::isMarked)
            .forEach(marked -> classes.propagateEvent(ResourceID.fromResource(marked)));
      }
    }
  }

  private void wakeClass(String name) {
    wake(CLASS, name);
  }

  private static String key(String namespace, String name) {
    return namespace + "/" + name;
  }

  private void wake(String index, String value) {
    IndexerResourceCache<VmDiskImage> cache = imageCache;
    if (cache != null && images.isRunning()) {
      cache
          .byIndex(index, value)
          .forEach(image -> images.propagateEvent(ResourceID.fromResource(image)));
    }
  }

  private void orderChanged(@Nullable DiskAllocation before, @Nullable DiskAllocation after) {
    DiskAllocation order = after == null ? before : after;
    if (order == null) {
      return;
    }
    wakeImageOf(order);
    if (after == null) {
      wakeWaiting(); // what was promised to it is free
    }
  }

  private void wakeWaiting() {
    wake(WAITING, WAITING);
  }

  /** Whether an image has no plan that holds, and might get one when the cluster changes. */
  static boolean isWaiting(VmDiskImage image) {
    VmDiskImageStatus status = image.getStatus();
    return image.getMetadata().getDeletionTimestamp() == null
        && (status == null
            || (status.allocation() == null
                && !Conditions.isTrue(status.conditions(), ConditionTypes.PLANNED)));
  }

  /** Whether an image that was refused may be taken now. */
  static boolean mayTakeMore(@Nullable StorageDevice before, StorageDevice after) {
    StorageDeviceStatus was = before == null ? null : before.getStatus();
    StorageDeviceStatus is = after.getStatus();
    if (is == null || was == null) {
      return is != null;
    }
    boolean moreRoom =
        is.capacity() != null
            && (was.capacity() == null
                || is.capacity().allocatableBytes() > was.capacity().allocatableBytes());
    return moreRoom
        || !Objects.equals(was.sealingKey(), is.sealingKey())
        || !Objects.equals(was.has(), is.has())
        || !Objects.equals(was.properties(), is.properties())
        || (Conditions.isTrue(is.conditions(), ConditionTypes.READY)
            && !Conditions.isTrue(was.conditions(), ConditionTypes.READY));
  }

  private static <T> ResourceEventHandler<T> handler(BiConsumer<@Nullable T, @Nullable T> changed) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(T added) {
        changed.accept(null, added);
      }

      @Override
      public void onUpdate(T before, T after) {
        changed.accept(before, after);
      }

      @Override
      public void onDelete(T last, boolean finalStateUnknown) {
        changed.accept(last, null);
      }
    };
  }
}
