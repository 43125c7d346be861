package io.diskwright.decision;

import io.diskwright.api.v1alpha1.ByteSize;
import io.diskwright.decision.SpecValidator.Problem;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong; the checks that more than one kind needs. */
final class Problems {
  private final List<Problem> found = new ArrayList<>();

  /** Everything found, in the order of the checks. */
  List<Problem> found() {
    return List.copyOf(found);
  }

  /** Adds one. */
  void add(Problem problem) {
    found.add(problem);
  }

  /** Adds one. */
  void add(String field, String message) {
    found.add(new Problem(field, message));
  }

  /** Checks the name of another object; null and empty leave it open. */
  void optionalName(String field, @Nullable String name) {
    if (name != null && !name.isEmpty()) {
      Names.validate(field, name).ifPresent(found::add);
    }
  }

  /** Checks the name of another object. */
  void name(String field, @Nullable String name) {
    Names.validate(field, name).ifPresent(found::add);
  }

  /** Checks that a number, when given, lies between {@code low} and {@code high}. */
  void range(String field, @Nullable Integer value, int low, int high) {
    if (value != null && (value < low || value > high)) {
      add(field, value + " is out of range; write a whole number from " + low + " to " + high);
    }
  }

  /** The bytes of a size, or empty when it is none, which is then among the problems. */
  OptionalLong bytes(String field, Quantity size) {
    try {
      return OptionalLong.of(ByteSize.parse(size));
    } catch (IllegalArgumentException e) {
      add(field, String.valueOf(e.getMessage()));
      return OptionalLong.empty();
    }
  }

  /** Checks that nothing is there twice, and nothing is null. */
  void distinct(String field, @Nullable Collection<?> values) {
    if (values == null) {
      return;
    }
    Set<Object> seen = new HashSet<>();
    int at = 0;
    for (Object value : values) {
      String where = field + "[" + at++ + "]";
      if (value == null) {
        add(where, "is empty; remove it");
      } else if (!seen.add(value)) {
        add(where, Text.quote(value.toString()) + " is there twice; remove one");
      }
    }
  }
}
