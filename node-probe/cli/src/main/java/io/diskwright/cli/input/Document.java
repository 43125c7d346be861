package io.diskwright.cli.input;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * One document as a tree, with the place of every value.
 *
 * @param root the tree; members that were null are left out
 * @param start where it begins
 * @param values by path, such as {@code spec.formats[0]}: where the value begins
 * @param keys by path: where the field's name begins
 */
record Document(
    JsonNode root, Position start, Map<String, Position> values, Map<String, Position> keys) {

  /** Where the value at {@code path} is; where it is missing, the nearest that would hold it. */
  Position at(String path) {
    for (String near = path; !near.isEmpty(); near = parent(near)) {
      Position found = values.get(near);
      if (found != null) {
        return found;
      }
    }
    return start;
  }

  /** Where the name of the field at {@code path} is. */
  Position keyAt(String path) {
    Position found = keys.get(path);
    return found == null ? at(path) : found;
  }

  /** The path of a field below {@code path}. */
  static String join(String path, String field) {
    return path.isEmpty() ? field : path + "." + field;
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
  }
}
