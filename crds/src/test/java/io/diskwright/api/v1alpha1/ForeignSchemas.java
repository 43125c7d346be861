package io.diskwright.api.v1alpha1;

import static io.diskwright.api.v1alpha1.Schemas.property;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.List;

/** Completes the schemas of Kubernetes' own types, whose classes carry no descriptions. */
final class ForeignSchemas {
  private static final List<String> STATUSES = List.of("True", "False", "Unknown");
  private static final List<String> OPERATORS = List.of("In", "NotIn", "Exists", "DoesNotExist");
  private static final long LABEL_VALUE = 63;
  private static final long LABEL_KEY = 317;
  private static final long MAX_ITEMS = 64;
  private static final String LABEL_VALUE_PATTERN =
      "^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$";

  private ForeignSchemas() {}

  /** {@code metav1.Condition}, with the bounds it has in apimachinery. */
  static void condition(JSONSchemaProps schema) {
    string(schema, "type", "What the condition is about.", 316);
    choice(schema, "status", "True, False (somebody must act) or Unknown.", STATUSES);
    string(schema, "reason", "Why, in one word.", 1024);
    string(schema, "message", "Why, for people.", 32768);
    string(schema, "lastTransitionTime", "When the status last changed.", 64)
        .setFormat("date-time");
    JSONSchemaProps generation = property(schema, "observedGeneration");
    generation.setDescription("Generation of the spec the condition speaks of.");
    generation.setFormat("int64");
    generation.setMinimum(0.0);
    schema.setRequired(List.of("type", "status", "lastTransitionTime", "reason", "message"));
  }

  /** {@code metav1.LabelSelector}. */
  static void labelSelector(JSONSchemaProps schema) {
    schema.setXKubernetesMapType("atomic");
    JSONSchemaProps labels = property(schema, "matchLabels");
    labels.setDescription("Labels that must be there with these values.");
    labels.setMaxProperties(MAX_ITEMS);
    labelValue(labels.getAdditionalProperties().getSchema());
    JSONSchemaProps expressions = property(schema, "matchExpressions");
    expressions.setDescription("Conditions on labels, all of which must hold.");
    bound(expressions);
    JSONSchemaProps expression = expressions.getItems().getSchema();
    string(expression, "key", "Key of the label.", LABEL_KEY);
    choice(expression, "operator", "In, NotIn, Exists or DoesNotExist.", OPERATORS);
    JSONSchemaProps values = property(expression, "values");
    values.setDescription("Values for In and NotIn.");
    bound(values);
    labelValue(values.getItems().getSchema());
    expression.setRequired(List.of("key", "operator"));
  }

  private static void bound(JSONSchemaProps list) {
    list.setMaxItems(MAX_ITEMS);
    list.setXKubernetesListType("atomic");
  }

  private static void labelValue(JSONSchemaProps value) {
    value.setMaxLength(LABEL_VALUE);
    value.setPattern(LABEL_VALUE_PATTERN);
  }

  private static JSONSchemaProps string(
      JSONSchemaProps schema, String name, String description, long maxLength) {
    JSONSchemaProps property = property(schema, name);
    property.setDescription(description);
    property.setMaxLength(maxLength);
    return property;
  }

  private static void choice(
      JSONSchemaProps schema, String name, String description, List<String> choices) {
    JSONSchemaProps property = property(schema, name);
    property.setDescription(description);
    property.setEnum(choices.stream().<JsonNode>map(TextNode::new).toList());
  }
}
