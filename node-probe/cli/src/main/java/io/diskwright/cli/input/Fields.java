package io.diskwright.cli.input;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields an object may have.
 *
 * @param types by name, in the order of the API
 * @param required those it must have
 * @param open whether anything goes
 */
record Fields(Map<String, Type> types, List<String> required, boolean open) {
  private static final String ANYTHING = "additionalProperties";

  /**
   * The fields of a record of the API, of which those that are not {@link Nullable} are required,
   * or of a bean of the Kubernetes model, of which none is.
   */
  static Fields of(Class<?> type) {
    Map<String, Type> types = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    if (type.isRecord()) {
      for (RecordComponent component : type.getRecordComponents()) {
        types.put(component.getName(), component.getGenericType());
        if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
          required.add(component.getName());
        }
      }
      return new Fields(types, required, false);
    }
    boolean extensible = false;
    for (Field field : type.getDeclaredFields()) {
      if (field.getName().equals(ANYTHING)) {
        extensible = true;
      } else if (!Modifier.isStatic(field.getModifiers())) {
        JsonProperty named = field.getAnnotation(JsonProperty.class);
        types.put(
            named == null || named.value().isEmpty() ? field.getName() : named.value(),
            field.getGenericType());
      }
    }
    return new Fields(types, required, extensible && types.isEmpty());
  }
}
