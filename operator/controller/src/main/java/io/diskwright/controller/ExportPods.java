package io.diskwright.controller;

import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.Labels;
import io.diskwright.decision.Export;
import io.diskwright.planner.AllocationPolicy;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The pod that exports one image, and the one that takes away what it leaves. Pure. Of the rights
 * of a privileged container, which the device of FUSE and a mount that others see take, the daemon
 * keeps CAP_SYS_ADMIN, to mount; and it sees the directories of its own image only.
 */
final class ExportPods {
  /** Of the label app.kubernetes.io/name. */
  static final String NAME = "diskwright-export";

  /** On a pod: namespace and name of its image. */
  static final String IMAGE = "diskwright.io/image";

  /** On a pod: what it is for; {@link #EXPORT} or {@link #WITHDRAW}. */
  static final String TASK = "diskwright.io/task";

  static final String EXPORT = "export";
  static final String WITHDRAW = "withdraw";

  /** The container with the daemon. */
  static final String DAEMON = "daemon";

  /** What passed the trial since the node was started. */
  private static final String TRIALS = "/run/diskwright/trials";

  private static final List<String> TOOL =
      List.of(
          "/opt/diskwright/runtime/bin/java",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xmx32m",
          "-Xss256k",
          "-jar",
          "/opt/diskwright/diskwright-agent.jar",
          "export");

  private static final List<String> LESSER =
      List.of(
          "setpriv", "--bounding-set=-all,+sys_admin", "--inh-caps=-all", "--no-new-privs", "--");

  private ExportPods() {}

  /** The name of the pod for {@code task} of the image with that UID. */
  static String name(String task, String uid) {
    return task + "-" + uid;
  }

  /**
   * The pod that exports the image of {@code order}, {@code bytes} large for the guest.
   *
   * @param path of the image's file; it is the order that says where that is
   */
  static Pod export(ExportSettings settings, DiskAllocation order, String path, long bytes) {
    String uid = order.getMetadata().getName();
    String directory = order.getSpec().target().directory() + "/" + uid;
    boolean discards = order.getSpec().policy() == AllocationPolicy.Thin;
    String format = order.getSpec().format().name();
    VolumeMount image = mount("image", directory);
    VolumeMount exports =
        new VolumeMountBuilder(mount("export", Export.directory(uid)))
            .withMountPropagation("Bidirectional")
            .build();
    List<String> daemon = new ArrayList<>(LESSER);
    daemon.addAll(
        Export.command(
            order.getSpec().format(), path, Export.staged(uid) + "/" + Export.FILE, discards));
    return pod(settings, order, EXPORT)
        .editSpec()
        .withInitContainers(
            container(settings, "prepare", Map.of("memory", new Quantity("192Mi")))
                .withCommand(
                    tool(
                        "prepare",
                        "--uid=" + uid,
                        "--format=" + format,
                        "--image=" + path,
                        "--trials=" + TRIALS))
                .withVolumeMounts(image, exports, mount("trials", TRIALS), mount("tmp", "/tmp"))
                .build())
        .withContainers(
            container(settings, DAEMON, Map.of("memory", new Quantity("192Mi")))
                .withCommand(daemon)
                .withNewLifecycle()
                .withNewPostStart()
                .withNewExec()
                .withCommand(tool("publish", "--uid=" + uid, "--bytes=" + bytes))
                .endExec()
                .endPostStart()
                .endLifecycle()
                .withVolumeMounts(image, exports, mount("tmp", "/tmp"))
                .build())
        .withVolumes(
            host("image", directory, "Directory"),
            host("export", Export.directory(uid), "DirectoryOrCreate"),
            host("trials", TRIALS, "DirectoryOrCreate"),
            temporary())
        .endSpec()
        .build();
  }

  /** The pod that takes away what exports of the image of {@code order} have left on its node. */
  static Pod withdrawal(ExportSettings settings, DiskAllocation order) {
    String uid = order.getMetadata().getName();
    return pod(settings, order, WITHDRAW)
        .editSpec()
        .withContainers(
            container(settings, WITHDRAW, Map.of("memory", new Quantity("128Mi")))
                .withCommand(tool("withdraw", "--uid=" + uid))
                .withVolumeMounts(
                    new VolumeMountBuilder(mount("exports", Export.ROOT))
                        .withMountPropagation("Bidirectional")
                        .build(),
                    mount("tmp", "/tmp"))
                .build())
        .withVolumes(host("exports", Export.ROOT, "DirectoryOrCreate"), temporary())
        .endSpec()
        .build();
  }

  private static PodBuilder pod(ExportSettings settings, DiskAllocation order, String task) {
    String uid = order.getMetadata().getName();
    return new PodBuilder()
        .withNewMetadata()
        .withName(name(task, uid))
        .withNamespace(settings.namespace())
        .addToLabels("app.kubernetes.io/part-of", "diskwright")
        .addToLabels("app.kubernetes.io/name", NAME)
        .addToLabels(Labels.IMAGE_UID, uid)
        .addToLabels(TASK, task)
        .addToAnnotations(
            IMAGE, order.getMetadata().getNamespace() + "/" + order.getSpec().image().name())
        .endMetadata()
        .withNewSpec()
        .withNodeName(order.getSpec().nodeName())
        .withDnsPolicy("Default") // it asks for no name, and not every cluster has one of its own
        .withRestartPolicy("Never")
        .withServiceAccountName(NAME)
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withPriorityClassName("system-node-critical")
        .addNewToleration()
        .withOperator("Exists")
        .endToleration()
        .endSpec();
  }

  private static ContainerBuilder container(
      ExportSettings settings, String name, Map<String, Quantity> limits) {
    return new ContainerBuilder()
        .withName(name)
        .withImage(settings.image())
        .withImagePullPolicy(settings.pullPolicy().isEmpty() ? null : settings.pullPolicy())
        .withNewResources()
        .withRequests(Map.of("cpu", new Quantity("10m"), "memory", new Quantity("24Mi")))
        .withLimits(limits)
        .endResources()
        .withSecurityContext(privileged())
        .withTerminationMessagePolicy("FallbackToLogsOnError");
  }

  private static SecurityContext privileged() {
    return new SecurityContextBuilder()
        .withPrivileged(true)
        .withRunAsUser(0L)
        .withReadOnlyRootFilesystem(true)
        .build();
  }

  private static List<String> tool(String... arguments) {
    List<String> command = new ArrayList<>(TOOL);
    command.addAll(List.of(arguments));
    return command;
  }

  private static VolumeMount mount(String name, String path) {
    return new VolumeMountBuilder().withName(name).withMountPath(path).build();
  }

  private static Volume host(String name, String path, String type) {
    return new VolumeBuilder()
        .withName(name)
        .withNewHostPath()
        .withPath(path)
        .withType(type)
        .endHostPath()
        .build();
  }

  private static Volume temporary() {
    return new VolumeBuilder()
        .withName("tmp")
        .withNewEmptyDir()
        .withSizeLimit(new Quantity("256Mi"))
        .endEmptyDir()
        .build();
  }
}
