package io.diskwright.decision;

import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.VmDiskClass;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the objects of a test file, and writes what came of them. */
final class Yaml {
  private static final KubernetesSerialization YAML = new KubernetesSerialization();
  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.of(
          "VmDiskImage", VmDiskImage.class,
          "VmDiskClass", VmDiskClass.class,
          "StorageDevice", StorageDevice.class,
          "StoragePool", StoragePool.class);

  private final List<HasMetadata> objects = new ArrayList<>();

  private Yaml(String text) {
    for (String part : text.split("(?m)^---$")) {
      // What starts with a brace would be read as JSON.
      String document = "---\n" + part;
      Object kind = YAML.unmarshal(document, Map.class).get("kind");
      Class<? extends HasMetadata> type = KINDS.get(kind);
      if (type == null) {
        throw new IllegalArgumentException("Unknown kind " + kind);
      }
      objects.add(YAML.unmarshal(document, type));
    }
  }

  /** The objects of a file with one or more documents. */
  static Yaml read(String text) {
    return new Yaml(text);
  }

  /** {@code object} as YAML. */
  static String write(Object object) {
    return YAML.asYaml(object);
  }

  /** Every object of a type, in the order of the file. */
  <T extends HasMetadata> List<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** The only object of a type. */
  <T extends HasMetadata> T one(Class<T> type) {
    List<T> all = all(type);
    if (all.size() != 1) {
      throw new IllegalArgumentException(all.size() + " of " + type);
    }
    return all.getFirst();
  }
}
