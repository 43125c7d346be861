package io.diskwright.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** YAML as JSON. */
final class Yaml {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final KubernetesSerialization YAML = new KubernetesSerialization(JSON, false);

  private Yaml() {}

  /** The documents of a text, without empty ones. */
  static List<JsonNode> all(String text) {
    return Stream.of(text.split("(?m)^---.*$"))
        .filter(document -> !document.replaceAll("(?m)^\\s*#.*$", "").isBlank())
        .map(document -> JSON.<JsonNode>valueToTree(YAML.unmarshal(document, Map.class)))
        .toList();
  }

  /** The first document of a text. */
  static JsonNode first(String text) {
    return all(text).getFirst();
  }
}
