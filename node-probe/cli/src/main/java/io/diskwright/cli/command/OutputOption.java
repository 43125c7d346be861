package io.diskwright.cli.command;

import io.diskwright.cli.output.Json;
import io.diskwright.cli.output.Terminal;
import io.diskwright.cli.output.YamlWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The option {@code -o}, and the printing it asks for. */
public final class OutputOption {
  /** Forms of the result. */
  enum Form {
    table,
    yaml,
    json
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "table",
      description = "Form of the result: ${COMPLETION-CANDIDATES}. Default: table.")
  private Form form = Form.table;

  /** Whether a table for people is wanted. */
  public boolean isTable() {
    return form == Form.table;
  }

  /** Prints one object as itself, or several as a {@code List}. */
  public void print(Terminal terminal, List<?> objects, boolean alone) {
    print(terminal, form, objects, alone);
  }

  static void print(Terminal terminal, Form form, List<?> objects, boolean alone) {
    Object printed = alone && objects.size() == 1 ? objects.getFirst() : list(objects);
    if (form == Form.json) {
      terminal.out().println(Json.text(printed));
    } else {
      terminal.out().print(YamlWriter.text(printed));
    }
  }

  private static Map<String, Object> list(List<?> objects) {
    Map<String, Object> list = new LinkedHashMap<>();
    list.put("apiVersion", "v1");
    list.put("kind", "List");
    list.put("items", objects);
    return list;
  }
}
