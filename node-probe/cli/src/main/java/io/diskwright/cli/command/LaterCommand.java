package io.diskwright.cli.command;

import io.diskwright.cli.output.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** A command of the contract that this version does not have. */
@Command(hidden = true)
final class LaterCommand implements Callable<Integer> {
  private final String what;

  @Unmatched private List<String> ignored = new ArrayList<>();

  LaterCommand(String what) {
    this.what = what;
  }

  @Override
  public Integer call() throws Failure {
    throw new Failure(Failure.INVALID, what + " is not in this version; nothing was done");
  }
}
