package io.diskwright.cli.input;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Text to documents; JSON is YAML. Deep nesting and aliases that multiply are refused. */
final class YamlDocuments {
  static final int DEEPEST = 64;

  private YamlDocuments() {}

  /** The documents of {@code text}; empty ones are left out. */
  static List<Document> parse(String file, String text) throws InvalidInputException {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setSchema(new CoreSchema())
            .setCodePointLimit(Integer.MAX_VALUE)
            .build();
    try {
      checkDepth(file, new Parse(settings).parseString(text));
      List<Document> documents = new ArrayList<>();
      NodeTree trees = new NodeTree(file);
      for (Node node : new Compose(settings).composeAllFromString(text)) {
        trees.document(node).ifPresent(documents::add);
      }
      return documents;
    } catch (MarkedYamlEngineException e) {
      throw new InvalidInputException(position(file, e.getProblemMark()), syntax(e));
    } catch (YamlEngineException e) {
      throw new InvalidInputException(
          Position.of(file), "is not YAML or JSON: " + firstLine(String.valueOf(e.getMessage())));
    }
  }

  static Position position(String file, Optional<Mark> mark) {
    return mark.map(m -> new Position(file, m.getLine() + 1, m.getColumn() + 1))
        .orElse(Position.of(file));
  }

  /** The composer recurses; so how deep it would go is looked at first. */
  private static void checkDepth(String file, Iterable<Event> events) throws InvalidInputException {
    int depth = 0;
    for (Event event : events) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        default -> {}
      }
      if (depth > DEEPEST) {
        throw new InvalidInputException(
            position(file, event.getStartMark()),
            "is nested deeper than " + DEEPEST + " levels, which no object of ours is");
      }
    }
  }

  private static String syntax(MarkedYamlEngineException e) {
    String problem = String.valueOf(e.getProblem()).strip();
    return "is not YAML or JSON: "
        + (problem.contains("TAB")
            ? "a tab stands where none may; indent with spaces, not tabs"
            : firstLine(problem));
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
