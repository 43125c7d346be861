package io.diskwright.cli.command;

import io.diskwright.cli.output.Failure;
import io.diskwright.cli.output.Terminal;
import io.diskwright.cli.plan.Results;

/** Errors on the standard error. */
public final class Messages {
  private Messages() {}

  /** Prints {@code message} as an error. */
  public static void error(Terminal terminal, String message) {
    terminal.out().flush();
    terminal.err().println("error: " + message.strip());
    terminal.err().flush();
  }

  /** Prints what failed, and returns what the process exits with. */
  static int finish(Terminal terminal, Results results) {
    for (Failure failure : results.failures()) {
      error(terminal, String.valueOf(failure.getMessage()));
    }
    return results.exitCode();
  }
}
