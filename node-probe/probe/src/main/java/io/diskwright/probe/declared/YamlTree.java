package io.diskwright.probe.declared;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * One small YAML document as a tree, made from the parser's events: what could grow (aliases,
 * depth, number of nodes) is refused as it comes by, before it is anything in memory.
 */
final class YamlTree {
  private static final int DEEPEST = 8;
  private static final int MOST_NODES = 1000;
  private static final ScalarResolver RESOLVER = new CoreSchema().getScalarResolver();

  private final Iterator<Event> events;
  private int nodes;

  private YamlTree(Iterator<Event> events) {
    this.events = events;
  }

  /** A value, and the line it begins on. */
  sealed interface Node {
    int line();
  }

  /** A string. */
  record Text(int line, String value) implements Node {}

  /** Anything else that is written in one word: a number, true, null. */
  record Other(int line, String value) implements Node {}

  /** A list. */
  record Sequence(int line, List<Node> items) implements Node {}

  /** Fields by name, with the line of each name. */
  record Mapping(int line, Map<String, Node> fields, Map<String, Integer> lines) implements Node {}

  /** The only document in {@code bytes}. */
  static Node parse(byte[] bytes) throws DeclarationException {
    LoadSettings settings = LoadSettings.builder().setMaxAliasesForCollections(0).build();
    try {
      YamlTree tree = new YamlTree(new Parse(settings).parseString(decode(bytes)).iterator());
      tree.events.next(); // the stream
      if (tree.next().getEventId() == Event.ID.StreamEnd) {
        throw new DeclarationException(0, "", "is empty; write apiVersion, kind and capabilities");
      }
      Node root = tree.node(tree.next(), "", 0);
      tree.next(); // the document's end
      Event end = tree.next();
      if (end.getEventId() != Event.ID.StreamEnd) {
        throw new DeclarationException(line(end), "", "begins another document; leave one");
      }
      return root;
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
      throw new DeclarationException(line, "", "is not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new DeclarationException(0, "", "is not YAML: " + first);
    }
  }

  private static String decode(byte[] bytes) throws DeclarationException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new DeclarationException(0, "", "is not UTF-8; write it anew in UTF-8");
    }
  }

  private Event next() {
    return events.next();
  }

  private Node node(Event event, String path, int depth) throws DeclarationException {
    int line = line(event);
    if (event instanceof AliasEvent
        || event instanceof NodeEvent named && named.getAnchor().isPresent()) {
      throw new DeclarationException(
          line, path, "anchors and aliases are not allowed; write the value out");
    }
    if (++nodes > MOST_NODES || depth > DEEPEST) {
      throw new DeclarationException(line, path, "this is more than such a file has to say");
    }
    return switch (event) {
      case ScalarEvent scalar -> scalar(scalar, path);
      case SequenceStartEvent list -> {
        refuseTag(list.getTag().isPresent(), line, path);
        yield sequence(line, path, depth);
      }
      case MappingStartEvent map -> {
        refuseTag(map.getTag().isPresent(), line, path);
        yield mapping(line, path, depth);
      }
      default -> throw new DeclarationException(line, path, "is no value");
    };
  }

  private static Node scalar(ScalarEvent event, String path) throws DeclarationException {
    refuseTag(event.getTag().isPresent(), line(event), path);
    Tag tag = RESOLVER.resolve(event.getValue(), event.getImplicit().canOmitTagInPlainScalar());
    boolean quoted = !event.isPlain();
    return quoted || tag.equals(Tag.STR)
        ? new Text(line(event), event.getValue())
        : new Other(line(event), event.getValue());
  }

  private Node sequence(int line, String path, int depth) throws DeclarationException {
    List<Node> items = new ArrayList<>();
    for (Event event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
      items.add(node(event, path + "[" + items.size() + "]", depth + 1));
    }
    return new Sequence(line, items);
  }

  private Node mapping(int line, String path, int depth) throws DeclarationException {
    Map<String, Node> fields = new LinkedHashMap<>();
    Map<String, Integer> lines = new LinkedHashMap<>();
    for (Event event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
      int at = line(event);
      if (!(node(event, path, depth + 1) instanceof Text key)) {
        throw new DeclarationException(at, path, "a field's name must be text");
      }
      String field = path.isEmpty() ? key.value() : path + "." + key.value();
      Integer before = lines.putIfAbsent(key.value(), at);
      if (before != null) {
        throw new DeclarationException(
            at, field, "is there twice, first on line " + before + "; leave one out");
      }
      fields.put(key.value(), node(next(), field, depth + 1));
    }
    return new Mapping(line, fields, lines);
  }

  private static void refuseTag(boolean tagged, int line, String path) throws DeclarationException {
    if (tagged) {
      throw new DeclarationException(line, path, "tags are not allowed; leave it out");
    }
  }

  private static int line(Event event) {
    return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }
}
