package io.diskwright.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.diskwright.testing.Shell;
import java.util.ArrayList;
import java.util.List;

/** The alerts that are shipped. */
final class Alerts {
  private Alerts() {}

  /** Their groups, as a file of rules has them. */
  static JsonNode spec() {
    return Yaml.first(Shell.read(Project.path("deploy/kustomize/monitoring/alerts.yaml")))
        .path("spec");
  }

  /** One by one. */
  static List<JsonNode> all() {
    List<JsonNode> alerts = new ArrayList<>();
    spec().path("groups").forEach(group -> group.path("rules").forEach(alerts::add));
    return alerts;
  }
}
