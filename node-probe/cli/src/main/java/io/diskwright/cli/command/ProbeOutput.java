package io.diskwright.cli.command;

import io.diskwright.cli.output.Terminal;
import java.util.List;
import picocli.CommandLine.Option;

/** The option {@code -o} of {@code probe}, which has one form more than others. */
final class ProbeOutput {
  /** Forms of the result. */
  enum Form {
    table,
    wide,
    yaml,
    json
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "table",
      description =
          "Form of the result: ${COMPLETION-CANDIDATES}. wide shows values and evidence. Default:"
              + " table.")
  private Form form = Form.table;

  Form form() {
    return form;
  }

  /** Whether it is for people. */
  boolean isTable() {
    return form == Form.table || form == Form.wide;
  }

  /** Prints a {@code List} of objects as YAML or JSON. */
  void print(Terminal terminal, List<?> objects) {
    OutputOption.print(
        terminal,
        form == Form.json ? OutputOption.Form.json : OutputOption.Form.yaml,
        objects,
        false);
  }
}
