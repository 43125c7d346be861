package io.diskwright.arrays.smis;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.metricshub.wbem.javax.cim.CIMInstance;

/** Reads properties of CIM instances; what is not of its type counts as not there. */
final class Cim {
  private Cim() {}

  static @Nullable Boolean bool(CIMInstance instance, String property) {
    return instance.getPropertyValue(property) instanceof Boolean value ? value : null;
  }

  static @Nullable String text(CIMInstance instance, String property) {
    return instance.getPropertyValue(property) instanceof String value && !value.isEmpty()
        ? value
        : null;
  }

  /** Of any of CIM's unsigned and signed integers. */
  static @Nullable Long number(CIMInstance instance, String property) {
    return instance.getPropertyValue(property) instanceof Number value
        ? (Long) value.longValue()
        : null;
  }

  static List<String> texts(CIMInstance instance, String property) {
    List<String> texts = new ArrayList<>();
    if (instance.getPropertyValue(property) instanceof Object[] values) {
      for (Object value : values) {
        if (value instanceof String text) {
          texts.add(text);
        }
      }
    }
    return texts;
  }

  static List<Integer> numbers(CIMInstance instance, String property) {
    List<Integer> numbers = new ArrayList<>();
    if (instance.getPropertyValue(property) instanceof Object[] values) {
      for (Object value : values) {
        if (value instanceof Number number) {
          numbers.add(number.intValue());
        }
      }
    }
    return numbers;
  }
}
