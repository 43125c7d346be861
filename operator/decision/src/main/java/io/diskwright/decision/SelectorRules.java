package io.diskwright.decision;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules of Kubernetes for label selectors. */
final class SelectorRules {
  private static final String PART = "([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)";
  private static final Pattern VALUE = Pattern.compile(PART + "?");
  private static final Pattern KEY =
      Pattern.compile("([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?" + PART);

  private final Problems problems;

  SelectorRules(Problems problems) {
    this.problems = problems;
  }

  /** Checks a selector with labels and expressions. */
  void check(String field, LabelSelector selector) {
    labels(field + ".matchLabels", selector.getMatchLabels());
    List<LabelSelectorRequirement> expressions = selector.getMatchExpressions();
    for (int i = 0; expressions != null && i < expressions.size(); i++) {
      expression(field + ".matchExpressions[" + i + "]", expressions.get(i));
    }
  }

  /** Checks labels that must be there. */
  void labels(String field, @Nullable Map<String, String> labels) {
    if (labels == null) {
      return;
    }
    new TreeMap<>(labels)
        .forEach(
            (key, value) -> {
              key(field, key);
              if (value == null || !VALUE.matcher(value).matches()) {
                problems.add(
                    field,
                    Text.quote(String.valueOf(value))
                        + " is no label value; use at most 63 letters, digits, '-', '_' and '.'");
              }
            });
  }

  private void expression(String field, LabelSelectorRequirement expression) {
    key(field + ".key", expression.getKey());
    boolean empty = expression.getValues() == null || expression.getValues().isEmpty();
    switch (String.valueOf(expression.getOperator())) {
      case "In", "NotIn" -> {
        if (empty) {
          problems.add(field + ".values", "is empty; In and NotIn need at least one value");
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (!empty) {
          problems.add(field + ".values", "must be left out with Exists and DoesNotExist");
        }
      }
      default ->
          problems.add(
              field + ".operator",
              Text.quote(String.valueOf(expression.getOperator()))
                  + " is no operator; use In, NotIn, Exists or DoesNotExist");
    }
  }

  private void key(String field, @Nullable String key) {
    if (key == null || !KEY.matcher(key).matches()) {
      problems.add(
          field,
          Text.quote(String.valueOf(key))
              + " is no label key; write it as in metadata.labels, such as diskwright.io/node");
    }
  }
}
