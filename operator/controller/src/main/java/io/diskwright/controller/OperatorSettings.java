package io.diskwright.controller;

import io.diskwright.service.Settings;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the operator runs.
 *
 * @param httpPort port of health and metrics; 0 for any free one
 * @param leaderElection whether several replicas may run, of which one works
 * @param leaseNamespace the operator's own namespace: of the lease they contend for, of the Secrets
 *     for arrays, and of exporting pods
 * @param workers reconciliations at a time
 * @param instance name of this process in Events and the lease
 * @param export what exporting pods are made of; null to export nothing
 */
record OperatorSettings(
    int httpPort,
    boolean leaderElection,
    String leaseNamespace,
    int workers,
    String instance,
    @Nullable ExportSettings export) {
  private static final List<String> KNOWN =
      List.of(
          "http-port",
          "leader-election",
          "lease-namespace",
          "workers",
          "export-image",
          "export-pull-policy");

  /** Without exports. */
  OperatorSettings(
      int httpPort, boolean leaderElection, String leaseNamespace, int workers, String instance) {
    this(httpPort, leaderElection, leaseNamespace, workers, instance, null);
  }

  static OperatorSettings read(String[] arguments, Map<String, String> environment) {
    Settings settings = Settings.read(arguments, environment, KNOWN);
    String namespace = settings.text("lease-namespace", "diskwright-system");
    String image = settings.text("export-image", "");
    return new OperatorSettings(
        settings.number("http-port", 8080, 0, 65535),
        settings.flag("leader-election", false),
        namespace,
        settings.number("workers", 4, 1, 64),
        environment.getOrDefault("HOSTNAME", "diskwright-operator"),
        image.isEmpty()
            ? null
            : new ExportSettings(namespace, image, settings.text("export-pull-policy", "")));
  }
}
