package io.diskwright.cli.command;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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

  @Spec private @Nullable CommandSpec spec;

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
        .print(
            AutoComplete.bash(
                "diskwright", Objects.requireNonNull(spec, "set by picocli").root().commandLine()));
    return 0;
  }
}
