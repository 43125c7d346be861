package io.diskwright.cli.command;

import io.diskwright.cli.output.Terminal;
import io.diskwright.image.calibration.CalibrationWatch;
import io.diskwright.planner.Candidate;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** What is measured, which of how many, and how long it will take; wiped away afterwards. */
final class CalibrationBar implements CalibrationWatch, AutoCloseable {
  private static final int WIDTH = 30;

  private final Terminal terminal;
  private final BooleanSupplier stop;
  private int length;

  /** On the standard error of {@code terminal}, when that can overwrite itself. */
  CalibrationBar(Terminal terminal, BooleanSupplier stop) {
    this.terminal = terminal;
    this.stop = stop;
  }

  @Override
  public void at(Candidate way, int done, int total, Duration left) {
    if (terminal.live()) {
      draw(line(CalibrationTable.name(way), done, total, left));
    }
  }

  static String line(String way, int done, int total, Duration left) {
    int full = WIDTH * done / total;
    return "measuring ["
        + "#".repeat(full)
        + "-".repeat(WIDTH - full)
        + "] "
        + (done + 1)
        + " of "
        + total
        + ", "
        + Math.max(1, left.toSeconds())
        + " s left: "
        + way;
  }

  @Override
  public boolean isToStop() {
    return stop.getAsBoolean();
  }

  @Override
  public void close() {
    if (length > 0) {
      draw("");
      terminal.err().print('\r');
      terminal.err().flush();
    }
  }

  private void draw(String line) {
    terminal.err().print('\r' + line + " ".repeat(Math.max(0, length - line.length())));
    terminal.err().flush();
    length = line.length();
  }
}
