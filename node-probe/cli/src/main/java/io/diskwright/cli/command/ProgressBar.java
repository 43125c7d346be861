package io.diskwright.cli.command;

import io.diskwright.cli.output.Bytes;
import io.diskwright.cli.plan.Maker;
import java.io.PrintWriter;
import java.util.function.LongSupplier;

/** A bar for work of more than two seconds; it is wiped away when the work is done. */
final class ProgressBar implements Maker.Watch {
  private static final long QUIET_NANOS = 2_000_000_000L;
  private static final long BETWEEN_NANOS = 100_000_000L;
  private static final int WIDTH = 30;

  private final PrintWriter err;
  private final String name;
  private final LongSupplier nanoTime;
  private final Stop stop;
  private final long start;
  private long drawn;
  private int length;
  private String phase = "";
  private long phaseStart;
  private long phaseDone;

  /** For the work on {@code name}, by the clock {@code nanoTime}, until {@code stop} says so. */
  ProgressBar(PrintWriter err, String name, LongSupplier nanoTime, Stop stop) {
    this.stop = stop;
    this.err = err;
    this.name = name;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  @Override
  public boolean report(String phase, long done, long total) {
    long now = nanoTime.getAsLong();
    if (!phase.equals(this.phase)) {
      boolean first = this.phase.isEmpty();
      this.phase = phase;
      phaseStart = first ? start : now;
      phaseDone = first ? 0 : done;
    }
    if (total > 0 && now - start >= QUIET_NANOS && (length == 0 || now - drawn >= BETWEEN_NANOS)) {
      drawn = now;
      draw(line(phase, Math.min(done, total), total, now));
    }
    return !stop.asked();
  }

  @Override
  public void close() {
    if (length > 0) {
      draw("");
      err.print('\r');
      err.flush();
    }
  }

  private void draw(String line) {
    err.print('\r' + line + " ".repeat(Math.max(0, length - line.length())));
    err.flush();
    length = line.length();
  }

  private String line(String phase, long done, long total, long now) {
    int full = (int) ((double) WIDTH * done / total);
    double perSecond = (done - phaseDone) / ((now - phaseStart) / 1e9);
    String left =
        done <= phaseDone || now <= phaseStart
            ? ""
            : ", "
                + Bytes.text(Math.round(perSecond))
                + "/s, "
                + Math.round((total - done) / perSecond)
                + " s left";
    return name
        + ": "
        + phase
        + " ["
        + "#".repeat(full)
        + "-".repeat(WIDTH - full)
        + "] "
        + Bytes.text(done)
        + " of "
        + Bytes.text(total)
        + left;
  }
}
