package io.diskwright.cli.input;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Quantity;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Checks a tree against the API's Java types: unknown fields, wrong types, unknown constants. */
final class TypeCheck {
  private final Document document;
  private final List<Problem> problems;

  /** Complaints go to {@code problems}. */
  TypeCheck(Document document, List<Problem> problems) {
    this.document = document;
    this.problems = problems;
  }

  /** Checks {@code node}, which stands at {@code path} and should be a {@code type}. */
  void check(Type type, JsonNode node, String path) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (Collection.class.isAssignableFrom((Class<?>) generic.getRawType())) {
        list(arguments[0], node, path);
      } else if (Map.class.isAssignableFrom((Class<?>) generic.getRawType())) {
        map(arguments[1], node, path);
      }
    } else if (type instanceof Class<?> plain) {
      plain(plain, node, path);
    }
  }

  private void plain(Class<?> type, JsonNode node, String path) {
    if (type.isEnum()) {
      constant(type, node, path);
    } else if (type == String.class) {
      demand(node.isTextual(), path, node, node.isContainerNode() ? "must be text" : IN_QUOTES);
    } else if (type == Boolean.class || type == boolean.class) {
      demand(node.isBoolean(), path, node, "must be true or false");
    } else if (type == Integer.class || type == int.class) {
      demand(node.canConvertToInt() && node.isIntegralNumber(), path, node, WHOLE);
    } else if (type == Long.class || type == long.class) {
      demand(node.canConvertToLong() && node.isIntegralNumber(), path, node, WHOLE);
    } else if (type == Quantity.class) {
      demand(node.isTextual() || node.isNumber(), path, node, "must be a quantity, such as 40Gi");
    } else if (type == IntOrString.class) {
      demand(
          node.isTextual() || (node.isIntegralNumber() && node.canConvertToInt()),
          path,
          node,
          "must be a whole number from 0 to 100, or a name");
    } else if (type != Object.class) {
      fields(Fields.of(type), node, path);
    }
  }

  private static final String WHOLE = "must be a whole number";
  private static final String IN_QUOTES = "must be text; put it in quotes";

  private void list(Type item, JsonNode node, String path) {
    if (demand(node.isArray(), path, node, "must be a list")) {
      for (int i = 0; i < node.size(); i++) {
        check(item, node.get(i), path + "[" + i + "]");
      }
    }
  }

  private void map(Type value, JsonNode node, String path) {
    if (demand(node.isObject(), path, node, "must be a map of names to values")) {
      node.properties().forEach(e -> check(value, e.getValue(), Document.join(path, e.getKey())));
    }
  }

  /** Checks an object with exactly the {@code fields}. */
  void fields(Fields fields, JsonNode node, String path) {
    if (fields.open() || !demand(node.isObject(), path, node, "must be an object with fields")) {
      return;
    }
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      String field = Document.join(path, name);
      Type type = fields.types().get(name);
      if (type == null) {
        problems.add(
            new Problem(
                document.keyAt(field),
                shorten(field),
                "unknown field" + hint(name, fields.types().keySet())));
      } else {
        check(type, node.path(name), field);
      }
    }
    for (String name : fields.required()) {
      if (!node.has(name)) {
        problems.add(
            new Problem(document.at(path), Document.join(path, name), "is missing; add it"));
      }
    }
  }

  private void constant(Class<?> type, JsonNode node, String path) {
    List<String> names =
        Arrays.stream(type.getEnumConstants()).map(c -> ((Enum<?>) c).name()).toList();
    if (!node.isTextual() || !names.contains(node.asText())) {
      String found = node.isContainerNode() ? "" : Words.quote(node.asText()) + " is not known: ";
      problems.add(
          new Problem(
              document.at(path),
              path,
              found + "must be one of " + Words.list(names) + Words.suggest(node.asText(), names)));
    }
  }

  private boolean demand(boolean holds, String path, JsonNode node, String message) {
    if (!holds) {
      String found =
          node.isObject()
              ? "a map"
              : node.isArray() ? "a list" : node.isNull() ? "null" : Words.quote(node.asText());
      problems.add(new Problem(document.at(path), path, message + " (found " + found + ")"));
    }
    return holds;
  }

  private static String hint(String name, Collection<String> known) {
    String near = Words.suggest(name, known);
    return near.isEmpty() ? "; known here: " + Words.list(known) : near;
  }

  private static String shorten(String field) {
    String quoted = Words.quote(field);
    return quoted.length() == field.length() + 2 ? field : quoted;
  }
}
