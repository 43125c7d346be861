package io.diskwright.controller;

import io.diskwright.api.v1alpha1.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Volumes and claims of ours, as the API server last told us: those that bear our label. */
final class ClaimCache implements AutoCloseable {
  private final SharedIndexInformer<PersistentVolume> volumes;
  private final SharedIndexInformer<PersistentVolumeClaim> claims;

  /**
   * Watches, once started.
   *
   * @param wake hears namespace and name of an image whose volume or claim changed or went; what we
   *     added ourselves wakes nobody
   */
  ClaimCache(KubernetesClient client, BiConsumer<String, String> wake) {
    volumes = client.persistentVolumes().withLabel(Labels.IMAGE_UID).runnableInformer(0);
    claims =
        client
            .persistentVolumeClaims()
            .inAnyNamespace()
            .withLabel(Labels.IMAGE_UID)
            .runnableInformer(0);
    for (SharedIndexInformer<?> informer : List.of(volumes, claims)) {
      // A first list that fails ends the process; later troubles are outlived.
      informer.exceptionHandler((running, error) -> running);
    }
    volumes.addEventHandler(
        new Changes<>(
            PersistentVolume::getSpec,
            volume -> {
              ObjectReference claim = volume.getSpec().getClaimRef();
              if (claim != null) {
                wake.accept(claim.getNamespace(), claim.getName());
              }
            }));
    claims.addEventHandler(
        new Changes<>(
            PersistentVolumeClaim::getSpec,
            claim ->
                wake.accept(claim.getMetadata().getNamespace(), claim.getMetadata().getName())));
  }

  /**
   * Lists, then watches.
   *
   * @throws java.util.concurrent.CompletionException when a first list fails
   */
  void start() {
    CompletableFuture.allOf(
            volumes.start().toCompletableFuture(), claims.start().toCompletableFuture())
        .join();
  }

  /** What has not been listed yet, in words. */
  List<String> missing() {
    List<String> missing = new ArrayList<>();
    for (SharedIndexInformer<?> informer : List.of(volumes, claims)) {
      if (!informer.hasSynced()) {
        missing.add(informer.getApiTypeClass().getSimpleName() + " not listed yet");
      }
    }
    return missing;
  }

  /** Every volume of ours. */
  Collection<PersistentVolume> volumes() {
    return volumes.getStore().list();
  }

  /** The volume of {@code image}, or null. */
  @Nullable PersistentVolume volume(HasMetadata image) {
    return volume(image.getMetadata().getUid());
  }

  /** The volume of the image with that UID, or null. */
  @Nullable PersistentVolume volume(String uid) {
    return volumes.getStore().getByKey(Claims.volumeName(uid));
  }

  /** The claim named like {@code image}, if it bears our label; whose it is is to be looked at. */
  @Nullable PersistentVolumeClaim claim(HasMetadata image) {
    return claims
        .getStore()
        .getByKey(image.getMetadata().getNamespace() + "/" + image.getMetadata().getName());
  }

  @Override
  public void close() {
    volumes.stop();
    claims.stop();
  }

  /** Hears of what may have to be put back, and of what goes; binding is none of ours. */
  private record Changes<T extends HasMetadata>(Function<T, Object> spec, Consumer<T> hears)
      implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T added) {}

    @Override
    public void onUpdate(T before, T after) {
      ObjectMeta was = before.getMetadata();
      ObjectMeta is = after.getMetadata();
      if (!Objects.equals(spec.apply(before), spec.apply(after))
          || !Objects.equals(was.getDeletionTimestamp(), is.getDeletionTimestamp())
          || !Objects.equals(was.getLabels(), is.getLabels())
          || !Objects.equals(was.getAnnotations(), is.getAnnotations())
          || !Objects.equals(was.getOwnerReferences(), is.getOwnerReferences())) {
        hears.accept(before); // after may name no claim any more
      }
    }

    @Override
    public void onDelete(T last, boolean finalStateUnknown) {
      hears.accept(last);
    }
  }
}
