package io.diskwright.controller;

import io.diskwright.api.v1alpha1.Labels;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Exporting pods, and those that take exports away, as the API server last told us. */
final class ExportCache implements AutoCloseable {
  private final String namespace;
  private final SharedIndexInformer<Pod> pods;

  /**
   * Watches, once started.
   *
   * @param wake hears namespace and name of an image whose pod changed
   */
  ExportCache(KubernetesClient client, String namespace, BiConsumer<String, String> wake) {
    this.namespace = namespace;
    pods =
        client
            .pods()
            .inNamespace(namespace)
            .withLabel("app.kubernetes.io/name", ExportPods.NAME)
            .runnableInformer(0);
    // A first list that fails ends the process; later troubles are outlived.
    pods.exceptionHandler((running, error) -> running);
    pods.addEventHandler(
        new ResourceEventHandler<>() {
          @Override
          public void onAdd(Pod added) {}

          @Override
          public void onUpdate(Pod before, Pod after) {
            wakeImageOf(after, wake);
          }

          @Override
          public void onDelete(Pod last, boolean finalStateUnknown) {
            wakeImageOf(last, wake);
          }
        });
  }

  /**
   * Lists, then watches.
   *
   * @throws java.util.concurrent.CompletionException when the first list fails
   */
  void start() {
    pods.start().toCompletableFuture().join();
  }

  /** What has not been listed yet, in words. */
  List<String> missing() {
    return pods.hasSynced() ? List.of() : List.of("exporting pods not listed yet");
  }

  /** The pod for {@code task} of the image with that UID, or null. */
  @Nullable Pod pod(String task, String uid) {
    return pods.getStore().getByKey(namespace + "/" + ExportPods.name(task, uid));
  }

  /** All of them. */
  Collection<Pod> pods() {
    return pods.getStore().list();
  }

  /** The UID of the image that {@code pod} is for. */
  static String uid(Pod pod) {
    return pod.getMetadata().getLabels().getOrDefault(Labels.IMAGE_UID, "");
  }

  @Override
  public void close() {
    pods.stop();
  }

  private static void wakeImageOf(Pod pod, BiConsumer<String, String> wake) {
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    String image = annotations == null ? null : annotations.get(ExportPods.IMAGE);
    int slash = image == null ? -1 : image.indexOf('/');
    if (image != null && slash > 0) {
      wake.accept(image.substring(0, slash), image.substring(slash + 1));
    }
  }
}
