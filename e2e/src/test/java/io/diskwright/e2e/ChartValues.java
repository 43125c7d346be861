package io.diskwright.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diskwright.testing.Shell;
import java.util.ArrayList;
import java.util.List;

/** The values of the chart: the schema says what each is, values.yaml what it is by default. */
final class ChartValues {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HEADING = "| value | by default | is |\n|---|---|---|\n";

  private final JsonNode schema;
  private final JsonNode defaults;

  ChartValues() throws JsonProcessingException {
    schema = JSON.readTree(Shell.read(ChartTemplates.CHART.resolve("values.schema.json")));
    defaults = Yaml.first(Shell.read(ChartTemplates.CHART.resolve("values.yaml")));
  }

  /** One value; {@code byDefault} is missing when values.yaml has none. */
  record Value(String name, JsonNode byDefault, String description) {}

  /** Every value, in the order of the schema. */
  List<Value> all() {
    List<Value> values = new ArrayList<>();
    collect("", schema, defaults, values);
    return values;
  }

  /** As the chart's README has them. */
  String table() {
    StringBuilder table = new StringBuilder(HEADING);
    for (Value value : all()) {
      table.append(
          "| `%s` | `%s` | %s |%n".formatted(value.name(), value.byDefault(), value.description()));
    }
    return table.toString();
  }

  private void collect(String prefix, JsonNode parent, JsonNode byDefault, List<Value> values) {
    for (var property : parent.path("properties").properties()) {
      JsonNode node = property.getValue();
      JsonNode meant = node;
      if (node.has("$ref")) {
        meant = schema.at(node.path("$ref").asText().substring(1));
      }
      String description = node.path("description").asText(meant.path("description").asText());
      JsonNode value = byDefault.path(property.getKey());
      if (!description.isEmpty()) {
        values.add(new Value(prefix + property.getKey(), value, description));
      } else {
        collect(prefix + property.getKey() + ".", meant, value, values);
      }
    }
  }
}
