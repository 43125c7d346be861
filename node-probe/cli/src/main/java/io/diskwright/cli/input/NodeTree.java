package io.diskwright.cli.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.AnchorNode;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** From YAML nodes to a JSON tree, noting where each value stands. */
final class NodeTree {
  private static final int MOST_NODES = 500_000;
  private static final Set<Tag> COLLECTIONS = Set.of(Tag.MAP, Tag.SEQ);

  private final String file;
  private int nodes;

  NodeTree(String file) {
    this.file = file;
  }

  /** The document below {@code node}; none when it holds nothing. */
  Optional<Document> document(Node node) throws InvalidInputException {
    Map<String, Position> values = new HashMap<>();
    Map<String, Position> keys = new HashMap<>();
    JsonNode root = new Walk(values, keys).convert(node, "", 0);
    return root.isNull()
        ? Optional.empty()
        : Optional.of(new Document(root, at(node), values, keys));
  }

  private Position at(Node node) {
    return YamlDocuments.position(file, node.getStartMark());
  }

  private final class Walk {
    private final Map<String, Position> values;
    private final Map<String, Position> keys;

    Walk(Map<String, Position> values, Map<String, Position> keys) {
      this.values = values;
      this.keys = keys;
    }

    JsonNode convert(Node node, String path, int depth) throws InvalidInputException {
      if (++nodes > MOST_NODES || depth > YamlDocuments.DEEPEST) {
        throw new InvalidInputException(
            at(node), "grows too large through its aliases; write the values out");
      }
      values.putIfAbsent(path, at(node));
      if (node instanceof CollectionNode<?> && !COLLECTIONS.contains(node.getTag())) {
        throw tagged(node);
      }
      return switch (node) {
        case MappingNode mapping -> object(mapping, path, depth);
        case SequenceNode sequence -> array(sequence, path, depth);
        case ScalarNode scalar -> scalar(scalar);
        case AnchorNode anchor -> convert(anchor.getRealNode(), path, depth + 1);
        default -> throw new InvalidInputException(at(node), "is not a value");
      };
    }

    private ObjectNode object(MappingNode mapping, String path, int depth)
        throws InvalidInputException {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      for (NodeTuple tuple : mapping.getValue()) {
        if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
          throw new InvalidInputException(at(tuple.getKeyNode()), "a field's name must be text");
        }
        String field = Document.join(path, key.getValue());
        Position here = at(key);
        Position before = keys.putIfAbsent(field, here);
        if (before != null && !before.equals(here)) {
          throw new InvalidInputException(
              here,
              Words.quote(field)
                  + " is there twice, first on line "
                  + before.line()
                  + "; leave one out");
        }
        JsonNode value = convert(tuple.getValueNode(), field, depth + 1);
        if (!value.isNull()) {
          object.set(key.getValue(), value);
        }
      }
      return object;
    }

    private ArrayNode array(SequenceNode sequence, String path, int depth)
        throws InvalidInputException {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      for (Node item : sequence.getValue()) {
        array.add(convert(item, path + "[" + array.size() + "]", depth + 1));
      }
      return array;
    }

    private JsonNode scalar(ScalarNode node) throws InvalidInputException {
      String text = node.getValue();
      Tag tag = node.getTag();
      if (tag.equals(Tag.STR)) {
        return TextNode.valueOf(text);
      }
      if (tag.equals(Tag.NULL)) {
        return NullNode.getInstance();
      }
      if (tag.equals(Tag.BOOL)) {
        return BooleanNode.valueOf(Boolean.parseBoolean(text));
      }
      try {
        if (tag.equals(Tag.INT)) {
          return integer(text);
        }
        if (tag.equals(Tag.FLOAT)) {
          return DecimalNode.valueOf(new BigDecimal(text));
        }
      } catch (NumberFormatException e) {
        return TextNode.valueOf(text);
      }
      throw tagged(node);
    }

    private InvalidInputException tagged(Node node) {
      return new InvalidInputException(
          at(node),
          "the tag " + Words.quote(node.getTag().getValue()) + " is not supported; leave it out");
    }

    private static JsonNode integer(String text) {
      BigInteger number =
          text.startsWith("0x")
              ? new BigInteger(text.substring(2), 16)
              : text.startsWith("0o") ? new BigInteger(text.substring(2), 8) : new BigInteger(text);
      if (number.bitLength() < Integer.SIZE) {
        return IntNode.valueOf(number.intValue()); // what the types of the model look for
      }
      return number.bitLength() < Long.SIZE
          ? LongNode.valueOf(number.longValue())
          : BigIntegerNode.valueOf(number);
    }
  }
}
