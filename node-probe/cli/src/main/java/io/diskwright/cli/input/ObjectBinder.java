package io.diskwright.cli.input;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.StoragePoolSpec;
import io.diskwright.api.v1alpha1.VmDiskClass;
import io.diskwright.api.v1alpha1.VmDiskClassSpec;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.api.v1alpha1.VmDiskImageSpec;
import io.diskwright.decision.Names;
import io.diskwright.decision.SpecValidator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From one object's tree to the object: strictly, with every complaint in {@code problems}. */
final class ObjectBinder {
  static final String API_VERSION = "diskwright.io/v1alpha1";

  /**
   * One kind users may write.
   *
   * @param parts its fields besides apiVersion, kind and metadata; a status nobody reads may be
   *     anything
   */
  private record Kind(
      Class<? extends HasMetadata> type, boolean namespaced, Map<String, Type> parts, String must) {
    Fields fields() {
      Map<String, Type> types = new LinkedHashMap<>();
      types.put("apiVersion", String.class);
      types.put("kind", String.class);
      types.put("metadata", ObjectMeta.class);
      types.putAll(parts);
      return new Fields(types, List.of("metadata", must), false);
    }

    /** Without the status of kinds whose status is ours to write. */
    JsonNode withoutStatus(JsonNode node) {
      return parts.get("status") == Object.class
          ? ((ObjectNode) node.deepCopy()).without("status")
          : node;
    }
  }

  private static final Map<String, Kind> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put(
        "VmDiskImage",
        new Kind(
            VmDiskImage.class,
            true,
            Map.of("spec", VmDiskImageSpec.class, "status", Object.class),
            "spec"));
    KINDS.put(
        "VmDiskClass",
        new Kind(
            VmDiskClass.class,
            false,
            Map.of("spec", VmDiskClassSpec.class, "status", Object.class),
            "spec"));
    KINDS.put(
        "StoragePool",
        new Kind(
            StoragePool.class,
            false,
            Map.of("spec", StoragePoolSpec.class, "status", Object.class),
            "spec"));
    KINDS.put(
        "StorageDevice",
        new Kind(
            StorageDevice.class, false, Map.of("status", StorageDeviceStatus.class), "status"));
  }

  private final ObjectMapper mapper;
  private final List<Problem> problems;

  ObjectBinder(ObjectMapper mapper, List<Problem> problems) {
    this.mapper = mapper;
    this.problems = problems;
  }

  /** The object at {@code prefix} of the document, or null after complaints. */
  @Nullable Read<HasMetadata> bind(Document document, JsonNode node, String prefix) {
    int before = problems.size();
    Kind kind = kind(document, node, prefix);
    if (kind == null) {
      return null;
    }
    new TypeCheck(document, problems).fields(kind.fields(), node, prefix);
    names(document, node.path("metadata"), prefix, kind);
    try {
      HasMetadata object = mapper.treeToValue(kind.withoutStatus(node), kind.type());
      if (object.getMetadata() != null) {
        if (kind.namespaced() && object.getMetadata().getNamespace() == null) {
          object.getMetadata().setNamespace("default");
        }
        validate(document, prefix, object);
      }
      return problems.size() > before ? null : new Read<>(object, document, prefix);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      if (problems.size() == before) {
        problems.add(new Problem(document.at(prefix), "", "cannot be read: " + oneLine(e)));
      }
      return null; // what is wrong was said already, where it stands
    }
  }

  private @Nullable Kind kind(Document document, JsonNode node, String prefix) {
    if (!node.isObject()) {
      problems.add(
          new Problem(
              document.at(prefix),
              "",
              "must be an object with apiVersion, kind, metadata and spec; found "
                  + Words.quote(node.isContainerNode() ? "a list" : node.asText())));
      return null;
    }
    String version = node.path("apiVersion").asText();
    if (!version.equals(API_VERSION)) {
      complain(document, prefix, "apiVersion", version, "must be " + API_VERSION);
    }
    String name = node.path("kind").asText();
    Kind kind = KINDS.get(name);
    if (kind == null) {
      complain(
          document,
          prefix,
          "kind",
          name,
          "must be one of " + Words.list(KINDS.keySet()) + Words.suggest(name, KINDS.keySet()));
    }
    return version.equals(API_VERSION) ? kind : null;
  }

  private void complain(
      Document document, String prefix, String field, String found, String message) {
    String path = Document.join(prefix, field);
    problems.add(
        new Problem(
            document.at(path),
            path,
            message
                + (found.isEmpty() ? " (it is missing)" : " (found " + Words.quote(found) + ")")));
  }

  private void names(Document document, JsonNode metadata, String path, Kind kind) {
    if (!metadata.isObject()) {
      return;
    }
    JsonNode name = metadata.path("name");
    if (name.isTextual() || name.isMissingNode()) {
      Names.validate("metadata.name", name.isMissingNode() ? null : name.asText())
          .ifPresent(problem -> add(document, path, problem));
    }
    JsonNode namespace = metadata.path("namespace");
    if (namespace.isTextual() && kind.namespaced()) {
      Names.validateNamespace("metadata.namespace", namespace.asText())
          .ifPresent(problem -> add(document, path, problem));
    } else if (namespace.isTextual()) {
      add(
          document,
          path,
          new SpecValidator.Problem(
              "metadata.namespace", "is not for this kind, which has no namespace; leave it out"));
    }
  }

  private void add(Document document, String prefix, SpecValidator.Problem problem) {
    String path = Document.join(prefix, problem.field());
    Problem found = new Problem(document.at(path), path, problem.message());
    if (!problems.contains(found)) {
      problems.add(found);
    }
  }

  private void validate(Document document, String prefix, HasMetadata object) {
    List<SpecValidator.Problem> found =
        switch (object) {
          case VmDiskImage image -> SpecValidator.validate(image);
          case VmDiskClass one -> SpecValidator.validate(one);
          case StoragePool pool -> SpecValidator.validate(pool);
          default -> List.of();
        };
    found.forEach(problem -> add(document, prefix, problem));
  }

  private static String oneLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
