package io.diskwright.cli.command;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code diskwright completion}. */
@Command(
    name = "completion",
    header = "Prints a script that completes commands in a shell.",
    footer = {
      "",
      "Examples:",
      "  source <(diskwright completion bash)",
      "  diskwright completion zsh > ~/.diskwright.zsh && echo 'source ~/.diskwright.zsh' >> ~/.zshrc"
    })
final class CompletionCommand implements Callable<Integer> {
  /** Shells whose completion is known. */
  enum Shell {
    bash,
    zsh
  }

  @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
  private Shell shell = Shell.bash;

  private final Workshop workshop;

  CompletionCommand(Workshop workshop) {
    this.workshop = workshop;
  }

  @Override
  public Integer call() {
    if (shell == Shell.zsh) {
      workshop.terminal().out().println("autoload -Uz +X compinit bashcompinit");
      workshop.terminal().out().println("compinit && bashcompinit");
    }
    workshop
        .terminal()
        .out()
        .print(AutoComplete.bash("diskwright", Root.commandLine(workshop, List.of())));
    return 0;
  }
}
