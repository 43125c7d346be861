package io.diskwright.cli.input;

import java.util.List;

/** An input that cannot be used, with everything that is wrong with it. */
public final class InvalidInputException extends Exception {
  private static final long serialVersionUID = 1;
  private static final int SHOWN = 20;

  private final transient List<Problem> problems;

  /** With at least one problem. */
  public InvalidInputException(List<Problem> problems) {
    super(message(problems));
    this.problems = List.copyOf(problems);
  }

  /** With one problem. */
  public InvalidInputException(Position at, String message) {
    this(List.of(new Problem(at, "", message)));
  }

  /** What is wrong, in the order of the input. */
  public List<Problem> problems() {
    return problems;
  }

  private static String message(List<Problem> problems) {
    StringBuilder text = new StringBuilder();
    for (Problem problem : problems.subList(0, Math.min(SHOWN, problems.size()))) {
      text.append(text.isEmpty() ? "" : "\n").append(problem);
    }
    if (problems.size() > SHOWN) {
      text.append("\nand ").append(problems.size() - SHOWN).append(" more");
    }
    return text.toString();
  }
}
