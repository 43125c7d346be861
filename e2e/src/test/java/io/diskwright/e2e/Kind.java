package io.diskwright.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diskwright.testing.Shell;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kind of object that somebody may want to write.
 *
 * @param namespace where its example is; null when it is cluster-scoped
 * @param example a whole object, but for its name
 * @param status some of a status, as a merge patch; null when it has none
 */
record Kind(
    String plural, @Nullable String namespace, JsonNode example, @Nullable JsonNode status) {
  static final ObjectMapper JSON = new ObjectMapper();

  private static final String HERE = "default";
  private static final String OURS = "diskwright.io/v1alpha1";

  /** Kinds that agents write. */
  static List<Kind> ofAgents() {
    return List.of(
        new Kind(
            "storagedevices",
            null,
            Yaml.first(
                """
                apiVersion: diskwright.io/v1alpha1
                kind: StorageDevice
                status:
                  target: {directory: /a}
                  kind: Virtual
                  identity: {}
                  stack: []
                  properties: {}
                  capacity: {totalBytes: 2, freeBytes: 2, allocatableBytes: 2}
                  capabilities: []
                  has: []
                  lacks: []
                """),
            Yaml.first("capacity: {freeBytes: 1}")),
        new Kind(
            "diskallocations",
            HERE,
            Yaml.first(
                Shell.read(Project.path("crds/src/test/resources/objects/valid-allocation.yaml"))),
            Yaml.first("conditions: []")));
  }

  /** All that the chart brings, and what else would be of use to a thief. */
  static List<Kind> ofOthers() {
    return List.of(
        of("storagepools", null, OURS, "StoragePool", "spec: {targets: [{directory: {path: /a}}]}"),
        of("vmdiskimages", HERE, OURS, "VmDiskImage", "spec: {size: 1Gi}"),
        of("vmdiskclasses", null, OURS, "VmDiskClass", "spec: {}"),
        of("nodes", null, "v1", "Node", "spec: {}"),
        of(
            "persistentvolumes",
            null,
            "v1",
            "PersistentVolume",
            "spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], hostPath: {path: /a}}"),
        of(
            "persistentvolumeclaims",
            HERE,
            "v1",
            "PersistentVolumeClaim",
            "spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}"),
        of("pods", HERE, "v1", "Pod", "spec: {containers: [{name: one, image: one}]}"),
        plain("secrets", Cluster.NAMESPACE, "v1", "Secret", "stringData: {a: b}"),
        plain("configmaps", Cluster.NAMESPACE, "v1", "ConfigMap", "data: {a: b}"),
        plain("serviceaccounts", Cluster.NAMESPACE, "v1", "ServiceAccount", "secrets: []"),
        plain("leases", Cluster.NAMESPACE, "coordination.k8s.io/v1", "Lease", "spec: {}"),
        plain(
            "clusterrolebindings",
            null,
            "rbac.authorization.k8s.io/v1",
            "ClusterRoleBinding",
            "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}"),
        plain(
            "validatingadmissionpolicybindings",
            null,
            "admissionregistration.k8s.io/v1",
            "ValidatingAdmissionPolicyBinding",
            "spec: {policyName: one, validationActions: [Deny]}"));
  }

  /** The path of all of them, in the namespace of the example. */
  String path() {
    String apiVersion = example.path("apiVersion").asText();
    return (apiVersion.contains("/") ? "/apis/" : "/api/")
        + apiVersion
        + (namespace == null ? "" : "/namespaces/" + namespace)
        + "/"
        + plural;
  }

  /** A copy of the example. */
  ObjectNode named(String name) {
    ObjectNode object = example.deepCopy();
    object.putObject("metadata").put("name", name);
    return object;
  }

  private static Kind of(
      String plural, @Nullable String namespace, String apiVersion, String kind, String content) {
    return new Kind(plural, namespace, object(apiVersion, kind, content), JSON.createObjectNode());
  }

  private static Kind plain(
      String plural, @Nullable String namespace, String apiVersion, String kind, String content) {
    return new Kind(plural, namespace, object(apiVersion, kind, content), null);
  }

  private static JsonNode object(String apiVersion, String kind, String content) {
    return Yaml.first("apiVersion: %s\nkind: %s\n%s".formatted(apiVersion, kind, content));
  }
}
