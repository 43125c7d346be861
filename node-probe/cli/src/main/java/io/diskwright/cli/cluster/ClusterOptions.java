package io.diskwright.cli.cluster;

import io.diskwright.cli.command.Workshop;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster, and what in it: options that {@code kubectl} has, too. */
final class ClusterOptions {
  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "Namespace of the images. Default: that of kubectl's context.")
  private @Nullable String namespace;

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "Images of all namespaces.")
  private boolean everywhere;

  @Option(names = "--context", paramLabel = "CONTEXT", description = "Context for kubectl.")
  private @Nullable String context;

  @Option(names = "--kubeconfig", paramLabel = "FILE", description = "Configuration for kubectl.")
  private @Nullable String kubeconfig;

  Kubectl kubectl(Workshop workshop) {
    List<String> global = new ArrayList<>();
    if (context != null) {
      global.add("--context=" + context);
    }
    if (kubeconfig != null) {
      global.add("--kubeconfig=" + kubeconfig);
    }
    return new Kubectl(global, () -> !workshop.isToStop());
  }

  /** The arguments of {@code kubectl get} for images, all or those named. */
  String[] images(List<String> names) {
    List<String> arguments = new ArrayList<>(List.of("vmdiskimages.diskwright.io"));
    arguments.addAll(names);
    arguments.addAll(where());
    return arguments.toArray(String[]::new);
  }

  /** The option for the namespaces. */
  List<String> where() {
    if (everywhere) {
      return List.of("--all-namespaces");
    }
    return namespace == null ? List.of() : List.of("--namespace=" + namespace);
  }
}
