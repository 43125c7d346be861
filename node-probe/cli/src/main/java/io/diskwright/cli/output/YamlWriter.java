package io.diskwright.cli.output;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Objects as YAML that every version of YAML reads alike: what could be misread is quoted. */
public final class YamlWriter {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9_./()+-]*");

  /** Words that are not text in YAML 1.1 or 1.2. */
  private static final Set<String> NOT_TEXT =
      Set.of("y", "yes", "n", "no", "on", "off", "true", "false", "null", "nan", "inf");

  private final StringBuilder out = new StringBuilder();

  private YamlWriter() {}

  /** The object as one document, with a newline at the end. */
  public static String text(Object object) {
    YamlWriter writer = new YamlWriter();
    JsonNode tree = Json.tree(object);
    if (tree.isContainerNode() && !tree.isEmpty()) {
      writer.block(tree, 0);
    } else {
      writer.out.append(scalar(tree)).append('\n');
    }
    return writer.out.toString();
  }

  private void block(JsonNode node, int indent) {
    boolean first = true;
    if (node.isArray()) {
      for (JsonNode item : node) {
        pad(first ? 0 : indent);
        out.append("- ");
        nested(item, indent + 2, true);
        first = false;
      }
      return;
    }
    for (Iterator<Map.Entry<String, JsonNode>> fields = node.properties().iterator();
        fields.hasNext(); ) {
      Map.Entry<String, JsonNode> field = fields.next();
      pad(first ? 0 : indent);
      out.append(string(field.getKey())).append(':');
      JsonNode value = field.getValue();
      if (value.isContainerNode() && !value.isEmpty()) {
        int deeper = value.isArray() ? indent : indent + 2;
        out.append('\n').repeat(' ', deeper);
        block(value, deeper);
      } else {
        out.append(' ').append(scalar(value)).append('\n');
      }
      first = false;
    }
  }

  private void nested(JsonNode item, int indent, boolean inline) {
    if (item.isContainerNode() && !item.isEmpty() && inline) {
      block(item, indent);
    } else {
      out.append(scalar(item)).append('\n');
    }
  }

  private void pad(int indent) {
    out.repeat(' ', indent);
  }

  private static String scalar(JsonNode node) {
    if (node.isObject()) {
      return "{}";
    }
    if (node.isArray()) {
      return "[]";
    }
    return node.isTextual() ? string(node.asText()) : node.asText();
  }

  private static String string(String text) {
    if (PLAIN.matcher(text).matches() && !NOT_TEXT.contains(text.toLowerCase(Locale.ROOT))) {
      return text;
    }
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
