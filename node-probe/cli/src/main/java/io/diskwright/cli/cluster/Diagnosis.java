package io.diskwright.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.cli.output.Failure;
import io.diskwright.decision.Demands;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks at an installation, one thing after the other, from the API server down to the images. */
final class Diagnosis {
  private static final int NAMED = 5;
  private static final List<String> KINDS =
      List.of("vmdiskimages", "vmdiskclasses", "storagepools", "storagedevices", "diskallocations");

  private final Kubectl kubectl;
  private final String namespace;
  private final List<Finding> findings = new ArrayList<>();

  Diagnosis(Kubectl kubectl, String namespace) {
    this.kubectl = kubectl;
    this.namespace = namespace;
  }

  /** Every finding, in the order in which one needs the other. */
  List<Finding> all() {
    look("API server", this::server);
    look("kinds", this::kinds);
    look("operator", this::operator);
    look("agents", this::agents);
    look("agents are bound to their nodes", this::policy);
    look("pools", this::pools);
    look("devices", this::devices);
    look("images", this::images);
    return findings;
  }

  private interface Look {
    Finding at(String what) throws Failure;
  }

  private void look(String what, Look look) {
    try {
      findings.add(look.at(what));
    } catch (Failure e) {
      findings.add(new Finding(what, false, String.valueOf(e.getMessage())));
    }
  }

  private Finding server(String what) throws Failure {
    return new Finding(what, true, kubectl.version());
  }

  private Finding kinds(String what) throws Failure {
    List<String> there =
        kubectl.get(JsonNode.class, "customresourcedefinitions").stream()
            .map(crd -> crd.at("/spec/names/plural").asText() + crd.at("/spec/group").asText())
            .toList();
    List<String> missing =
        KINDS.stream().filter(kind -> !there.contains(kind + "diskwright.io")).toList();
    return new Finding(
        what,
        missing.isEmpty(),
        missing.isEmpty()
            ? KINDS.size() + " of diskwright.io"
            : "missing: " + String.join(", ", missing) + "; apply crds/manifests");
  }

  private Finding operator(String what) throws Failure {
    List<JsonNode> found =
        kubectl.get(
            JsonNode.class,
            "deployments",
            "--namespace=" + namespace,
            "--selector=app.kubernetes.io/name=diskwright-operator");
    long wanted = found.stream().mapToLong(d -> d.at("/spec/replicas").asLong()).sum();
    long ready = found.stream().mapToLong(d -> d.at("/status/readyReplicas").asLong()).sum();
    return new Finding(
        what,
        ready > 0,
        found.isEmpty()
            ? "none in namespace " + namespace + "; install it, or name its namespace by --system"
            : ready + " of " + wanted + " replicas ready");
  }

  private Finding agents(String what) throws Failure {
    List<JsonNode> found =
        kubectl.get(
            JsonNode.class,
            "daemonsets",
            "--namespace=" + namespace,
            "--selector=app.kubernetes.io/name=diskwright-agent");
    long wanted =
        found.stream().mapToLong(d -> d.at("/status/desiredNumberScheduled").asLong()).sum();
    long ready = found.stream().mapToLong(d -> d.at("/status/numberReady").asLong()).sum();
    return new Finding(
        what,
        wanted > 0 && ready == wanted,
        found.isEmpty()
            ? "none in namespace " + namespace + "; install them"
            : ready + " of " + wanted + " nodes have one that is ready");
  }

  private Finding policy(String what) throws Failure {
    boolean there =
        kubectl.get(JsonNode.class, "validatingadmissionpolicies").stream()
            .anyMatch(p -> p.at("/metadata/name").asText().startsWith("diskwright-"));
    return new Finding(
        what,
        there,
        there
            ? "by a ValidatingAdmissionPolicy"
            : "no ValidatingAdmissionPolicy of ours is there: an agent can write what is another node's");
  }

  private Finding pools(String what) throws Failure {
    List<StoragePool> pools = kubectl.get(StoragePool.class, "storagepools.diskwright.io");
    return counted(
        what,
        pools.stream()
            .collect(
                Collectors.toMap(
                    pool -> pool.getMetadata().getName(),
                    pool -> ready(pool.getStatus() == null ? null : pool.getStatus().conditions()),
                    (a, b) -> a,
                    TreeMap::new)),
        "; create one, such as deploy/examples/pool.yaml");
  }

  private Finding devices(String what) throws Failure {
    List<StorageDevice> devices = kubectl.get(StorageDevice.class, "storagedevices.diskwright.io");
    return counted(
        what,
        devices.stream()
            .collect(
                Collectors.toMap(
                    device -> device.getMetadata().getName(),
                    device ->
                        ready(device.getStatus() == null ? null : device.getStatus().conditions()),
                    (a, b) -> a,
                    TreeMap::new)),
        "; a pool must name a directory of a node that has an agent");
  }

  private Finding images(String what) throws Failure {
    List<VmDiskImage> images =
        kubectl.get(VmDiskImage.class, "vmdiskimages.diskwright.io", "--all-namespaces");
    Finding found =
        counted(
            what,
            images.stream()
                .collect(
                    Collectors.toMap(
                        Demands::name,
                        image -> ready(States.conditions(image)),
                        (a, b) -> a,
                        TreeMap::new)),
            "");
    return new Finding(what, found.good() || images.isEmpty(), found.found());
  }

  /** How many there are, and which are not ready and why. */
  private static Finding counted(String what, Map<String, String> reasons, String ifNone) {
    List<String> troubles =
        reasons.entrySet().stream()
            .filter(one -> !one.getValue().isEmpty())
            .map(one -> one.getKey() + " (" + one.getValue() + ")")
            .toList();
    String text = reasons.isEmpty() ? "none" + ifNone : reasons.size() + " ready";
    if (!troubles.isEmpty()) {
      text =
          "%d of %d not ready: %s%s"
              .formatted(
                  troubles.size(),
                  reasons.size(),
                  String.join(", ", troubles.subList(0, Math.min(NAMED, troubles.size()))),
                  troubles.size() > NAMED ? " and others" : "");
    }
    return new Finding(what, troubles.isEmpty() && !reasons.isEmpty(), text);
  }

  /** Why not ready; empty when it is. */
  private static String ready(@Nullable List<Condition> conditions) {
    Condition ready = Conditions.find(conditions, ConditionTypes.READY);
    if (ready == null) {
      return "nobody has looked at it yet";
    }
    return "True".equals(ready.getStatus()) ? "" : ready.getReason();
  }
}
