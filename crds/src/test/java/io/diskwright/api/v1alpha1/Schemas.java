package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Completes schemas from the types they were made from: what is not nullable is required, numbers
 * have their width, lists say whether they are sets or maps, and everything has a bound, so that
 * the cost of the rules has one too.
 */
final class Schemas {
  /** The grammar of {@code resource.Quantity}, as Kubernetes' own generator writes it. */
  private static final String QUANTITY =
      "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$";

  private static final long MAX_LENGTH = 4096;
  private static final long MAX_ITEMS = 64;
  private static final long MAX_VALUE_LENGTH = 1024;

  private static final Map<Class<?>, String> KEYS =
      Map.of(
          Condition.class,
          "type",
          CapabilityStatus.class,
          "name",
          DeclaredCapability.class,
          "name",
          ArraySpec.class,
          "name",
          ArrayStatus.class,
          "name");

  private Schemas() {}

  /** Completes {@code schema}, made from {@code type}. */
  static void complete(JSONSchemaProps schema, Type type) {
    if (type instanceof ParameterizedType generic) {
      Type element = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
      if (Collection.class.isAssignableFrom((Class<?>) generic.getRawType())) {
        list(schema, element);
      } else {
        map(schema, element);
      }
    } else if (type == Condition.class) {
      ForeignSchemas.condition(schema);
    } else if (type == LabelSelector.class) {
      ForeignSchemas.labelSelector(schema);
    } else if (type == Quantity.class) {
      schema.setPattern(QUANTITY);
    } else if (type == long.class || type == Long.class) {
      schema.setFormat("int64");
    } else if (type == int.class || type == Integer.class) {
      schema.setFormat("int32");
    } else if (type == String.class && schema.getMaxLength() == null) {
      schema.setMaxLength(MAX_LENGTH);
    } else if (((Class<?>) type).isRecord()) {
      record(schema, (Class<?>) type);
    }
  }

  /** The property {@code name} of an object, which must be there. */
  static JSONSchemaProps property(JSONSchemaProps schema, String name) {
    return Objects.requireNonNull(schema.getProperties().get(name), name);
  }

  /** A string with a description. */
  static JSONSchemaProps string(String description) {
    return new JSONSchemaPropsBuilder().withType("string").withDescription(description).build();
  }

  /** An object of which nothing is said. */
  static JSONSchemaProps object() {
    return new JSONSchemaPropsBuilder().withType("object").build();
  }

  private static void record(JSONSchemaProps schema, Class<?> type) {
    List<String> required = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String name = name(component);
      complete(property(schema, name), component.getGenericType());
      if (!isNullable(component.getAnnotatedType())) {
        required.add(name);
      }
    }
    schema.setRequired(required);
  }

  /** What a component is called in the API, where that is no name in Java. */
  private static String name(RecordComponent component) {
    JsonProperty other = component.getAccessor().getAnnotation(JsonProperty.class);
    return other == null || other.value().isEmpty() ? component.getName() : other.value();
  }

  private static boolean isNullable(AnnotatedType type) {
    return type.isAnnotationPresent(Nullable.class);
  }

  private static void list(JSONSchemaProps schema, Type element) {
    complete(schema.getItems().getSchema(), element);
    if (schema.getMaxItems() == null) {
      schema.setMaxItems(MAX_ITEMS);
    }
    String key = KEYS.get(element);
    if (key != null) {
      schema.setXKubernetesListType("map");
      schema.setXKubernetesListMapKeys(List.of(key));
    } else {
      boolean enumeration = element instanceof Class<?> type && type.isEnum();
      schema.setXKubernetesListType(enumeration ? "set" : "atomic");
    }
  }

  private static void map(JSONSchemaProps schema, Type value) {
    JSONSchemaProps values = schema.getAdditionalProperties().getSchema();
    values.setMaxLength(MAX_VALUE_LENGTH);
    complete(values, value);
    schema.setMaxProperties(MAX_ITEMS);
  }
}
