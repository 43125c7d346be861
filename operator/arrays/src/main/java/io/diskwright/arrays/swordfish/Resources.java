package io.diskwright.arrays.swordfish;

import com.fasterxml.jackson.databind.JsonNode;
import io.diskwright.arrays.ElementName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads members of Redfish resources; what is not of its type counts as not there. */
final class Resources {
  private Resources() {}

  /** Where the resource is. */
  static String path(JsonNode resource) {
    return resource.path("@odata.id").asText();
  }

  static @Nullable Boolean bool(JsonNode resource, String property) {
    JsonNode value = resource.path(property);
    return value.isBoolean() ? (Boolean) value.booleanValue() : null;
  }

  static @Nullable String text(JsonNode resource, String property) {
    JsonNode value = resource.path(property);
    return value.isTextual() && !value.textValue().isEmpty() ? value.textValue() : null;
  }

  static List<String> texts(JsonNode resource, String property) {
    List<String> texts = new ArrayList<>();
    for (JsonNode value : resource.path(property)) {
      if (value.isTextual()) {
        texts.add(value.textValue());
      }
    }
    return texts;
  }

  /** Whether one of its Identifiers, Redfish Resource.Identifier, is that world-wide name. */
  static boolean isWorldWide(JsonNode resource, ElementName name) {
    for (JsonNode identifier : resource.path("Identifiers")) {
      if (name.isWorldWide(text(identifier, "DurableName"))) {
        return true;
      }
    }
    return false;
  }

  /** Whether it is called so. */
  static boolean isNamed(JsonNode resource, ElementName name) {
    for (JsonNode identifier : resource.path("Identifiers")) {
      if (name.is(text(identifier, "DurableName"))) {
        return true;
      }
    }
    return name.is(text(resource, "Id"))
        || name.is(text(resource, "Name"))
        || name.is(text(resource, "DisplayName"));
  }
}
