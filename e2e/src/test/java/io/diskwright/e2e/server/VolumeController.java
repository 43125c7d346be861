package io.diskwright.e2e.server;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimStatusBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Plays those parts of kube-controller-manager that look after volumes, which is not there: binds
 * volumes to the claims that name them, and takes away the finalizers that protect volumes which
 * are bound and claims which pods use. As much of it as these tests need.
 */
public final class VolumeController implements AutoCloseable {
  private static final String CLAIM_PROTECTION = "kubernetes.io/pvc-protection";
  private static final String VOLUME_PROTECTION = "kubernetes.io/pv-protection";
  private static final List<String> ENDED = List.of("Succeeded", "Failed");
  private static final long AGAIN_MILLIS = 200;

  private final KubernetesClient client;
  private final List<SharedIndexInformer<?>> informers;
  private final AtomicBoolean asked = new AtomicBoolean();
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("plays-the-volume-controller").daemon().factory());

  /** Works until it is closed. */
  public VolumeController(KubernetesClient admin) {
    client = admin;
    ResourceEventHandler<HasMetadata> changed = new Changed();
    informers =
        List.of(
            client.persistentVolumes().inform(changed),
            client.persistentVolumeClaims().inAnyNamespace().inform(changed),
            client.pods().inAnyNamespace().inform(changed));
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::stop);
    worker.shutdownNow();
  }

  private void ask(long delay) {
    if (!worker.isShutdown() && asked.compareAndSet(false, true)) {
      Future<?> unused = worker.schedule(this::settle, delay, TimeUnit.MILLISECONDS);
    }
  }

  private void settle() {
    asked.set(false);
    try {
      List<PersistentVolumeClaim> claims =
          client.persistentVolumeClaims().inAnyNamespace().list().getItems();
      List<Pod> pods = client.pods().inAnyNamespace().list().getItems();
      for (PersistentVolumeClaim claim : claims) {
        if (claim.getMetadata().getDeletionTimestamp() == null) {
          bind(claim);
        } else if (pods.stream().noneMatch(pod -> uses(pod, claim))) {
          unprotect(claim, CLAIM_PROTECTION);
        }
      }
      for (PersistentVolume volume : client.persistentVolumes().list().getItems()) {
        String phase = phase(volume, claims);
        if (!phase.equals(volume.getStatus().getPhase())) {
          volume.setStatus(new PersistentVolumeStatusBuilder().withPhase(phase).build());
          client.resource(volume).patchStatus();
        }
        if (volume.getMetadata().getDeletionTimestamp() != null && !phase.equals("Bound")) {
          unprotect(volume, VOLUME_PROTECTION);
        }
      }
    } catch (KubernetesClientException e) {
      ask(AGAIN_MILLIS); // something changed meanwhile
    }
  }

  private void bind(PersistentVolumeClaim claim) {
    String name = claim.getSpec().getVolumeName();
    PersistentVolume volume = name == null ? null : client.persistentVolumes().withName(name).get();
    if (volume == null
        || volume.getSpec().getClaimRef() == null
        || !isFor(volume.getSpec().getClaimRef(), claim)
        || "Bound".equals(claim.getStatus().getPhase())) {
      return;
    }
    if (volume.getSpec().getClaimRef().getUid() == null) {
      volume.getSpec().getClaimRef().setUid(claim.getMetadata().getUid());
      client.resource(volume).update();
    }
    claim.setStatus(
        new PersistentVolumeClaimStatusBuilder()
            .withPhase("Bound")
            .withAccessModes(volume.getSpec().getAccessModes())
            .withCapacity(volume.getSpec().getCapacity())
            .build());
    client.resource(claim).patchStatus();
  }

  private static String phase(PersistentVolume volume, List<PersistentVolumeClaim> claims) {
    ObjectReference reference = volume.getSpec().getClaimRef();
    if (reference == null || reference.getUid() == null) {
      return "Available";
    }
    return claims.stream()
            .anyMatch(claim -> reference.getUid().equals(claim.getMetadata().getUid()))
        ? "Bound"
        : "Released";
  }

  private static boolean isFor(ObjectReference reference, PersistentVolumeClaim claim) {
    return claim.getMetadata().getName().equals(reference.getName())
        && claim.getMetadata().getNamespace().equals(reference.getNamespace())
        && (reference.getUid() == null || reference.getUid().equals(claim.getMetadata().getUid()));
  }

  private static boolean uses(Pod pod, PersistentVolumeClaim claim) {
    return pod.getMetadata().getNamespace().equals(claim.getMetadata().getNamespace())
        && !ENDED.contains(pod.getStatus().getPhase())
        && pod.getSpec().getVolumes().stream()
            .anyMatch(
                volume ->
                    volume.getPersistentVolumeClaim() != null
                        && claim
                            .getMetadata()
                            .getName()
                            .equals(volume.getPersistentVolumeClaim().getClaimName()));
  }

  private <T extends HasMetadata> void unprotect(T object, String finalizer) {
    if (object.getMetadata().getFinalizers().contains(finalizer)) {
      client
          .resource(object)
          .edit(
              current -> {
                current.getMetadata().getFinalizers().remove(finalizer);
                return current;
              });
    }
  }

  private final class Changed implements ResourceEventHandler<HasMetadata> {
    @Override
    public void onAdd(HasMetadata added) {
      ask(0);
    }

    @Override
    public void onUpdate(HasMetadata before, HasMetadata after) {
      ask(0);
    }

    @Override
    public void onDelete(HasMetadata last, boolean finalStateUnknown) {
      ask(0);
    }
  }
}
