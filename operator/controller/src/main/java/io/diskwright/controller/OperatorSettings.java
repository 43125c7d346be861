package io.diskwright.controller;

import io.diskwright.service.Settings;
import java.util.List;
import java.util.Map;

/**
 * How the operator runs.
 *
 * @param httpPort port of health and metrics; 0 for any free one
 * @param leaderElection whether several replicas may run, of which one works
 * @param leaseNamespace the operator's own namespace: of the lease they contend for, and of the
 *     Secrets for arrays
 * @param workers reconciliations at a time
 * @param instance name of this process in Events and the lease
 */
record OperatorSettings(
    int httpPort, boolean leaderElection, String leaseNamespace, int workers, String instance) {
  private static final List<String> KNOWN =
      List.of("http-port", "leader-election", "lease-namespace", "workers");

  static OperatorSettings read(String[] arguments, Map<String, String> environment) {
    Settings settings = Settings.read(arguments, environment, KNOWN);
    return new OperatorSettings(
        settings.number("http-port", 8080, 0, 65535),
        settings.flag("leader-election", false),
        settings.text("lease-namespace", "diskwright-system"),
        settings.number("workers", 4, 1, 64),
        environment.getOrDefault("HOSTNAME", "diskwright-operator"));
  }
}
