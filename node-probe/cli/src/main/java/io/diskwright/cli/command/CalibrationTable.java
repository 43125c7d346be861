package io.diskwright.cli.command;

import io.diskwright.cli.output.Bytes;
import io.diskwright.cli.output.Table;
import io.diskwright.cli.output.Terminal;
import io.diskwright.image.calibration.Calibration;
import io.diskwright.image.calibration.CalibrationRequest;
import io.diskwright.image.calibration.Calibrator;
import io.diskwright.planner.Candidate;
import io.diskwright.planner.Costs;
import io.diskwright.planner.ImageFormat;
import io.diskwright.planner.MeasuredWay;
import io.diskwright.probe.measured.MeasurementFile;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is to be measured, and what was. */
final class CalibrationTable {
  private final Terminal terminal;

  CalibrationTable(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Such as {@code qcow2 (preallocation=metadata)}. */
  static String name(Candidate way) {
    return name(way.format(), way.options());
  }

  private static String name(ImageFormat format, Map<String, String> options) {
    return options.isEmpty() ? format.name() : format + " (" + Ways.options(options) + ")";
  }

  /** What would be measured, and what that would take. */
  void printPlanned(OutputOption output, CalibrationRequest request, Calibrator.Extent extent) {
    if (!output.isTable()) {
      output.print(terminal, List.of(planned(request, extent)), true);
      return;
    }
    Table table = new Table("FORMAT", "POLICY", "OPTIONS");
    for (Candidate way : request.ways()) {
      table.row(way.format().name(), way.policy().name(), Ways.options(way.options()));
    }
    terminal.out().print(table.text(0));
    terminal
        .out()
        .printf(
            Locale.ROOT,
            "%nwould be measured in %s, with images of %s, at most %s of space at a time, in at"
                + " most %d s.%nNothing was done.%n",
            request.target(),
            Bytes.text(extent.imageBytes()),
            Bytes.text(extent.spaceBytes()),
            request.time().toSeconds());
  }

  private static Map<String, Object> planned(CalibrationRequest request, Calibrator.Extent extent) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("target", request.target().toString());
    all.put("seconds", request.time().toSeconds());
    all.put("imageBytes", extent.imageBytes());
    all.put("spaceBytes", extent.spaceBytes());
    all.put("ways", request.ways().stream().map(CalibrationTable::planned).toList());
    return all;
  }

  private static Map<String, Object> planned(Candidate way) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("format", way.format().name());
    one.put("policy", way.policy().name());
    one.put("options", way.options());
    return one;
  }

  /** What each way costs, the fastest at first writes first, and where that is kept. */
  void print(CalibrationRequest request, Calibration found) {
    Table table =
        new Table(
            "WAY", "FIRST WRITES", "OVERWRITES", "READS", "SEQUENTIAL", "SPACE", "MADE IN", "±");
    found.ways().stream()
        .sorted(Comparator.comparingDouble(way -> -way.costs().firstWriteIops()))
        .forEach(way -> table.row(cells(way)));
    terminal.out().print(table.text(0));
    Costs any = found.ways().getFirst().costs();
    terminal
        .out()
        .printf(
            Locale.ROOT,
            "%nWrites and reads: 4 KiB at random, a second; sequential: 1 MiB writes. Space:"
                + " allocated after %s were written at random to %s. Medians of %d and more.%n",
            Bytes.text((long) any.randomWrittenBytes()),
            Bytes.text(found.imageBytes()),
            found.repeats());
    if (!found.leftOut().isEmpty()) {
      terminal
          .out()
          .printf(
              "There was no time for %d more ways; --time gives it more.%n",
              found.leftOut().size());
    }
    if (!found.cache().equals("none")) {
      terminal
          .out()
          .println(
              "There is no direct I/O here: all of it went through the page cache, as it will for"
                  + " virtual machines.");
    }
    terminal
        .out()
        .printf(
            "Kept in %s: plan, explain and apply go by it now.%n",
            request.target().resolve(MeasurementFile.NAME));
  }

  private static String[] cells(MeasuredWay way) {
    Costs costs = way.costs();
    return new String[] {
      name(way.format(), way.options()),
      count(costs.firstWriteIops()),
      count(costs.overwriteIops()),
      count(costs.randomReadIops()),
      count(costs.sequentialWriteMiBps()) + " MiB/s",
      Bytes.text((long) costs.randomAllocatedBytes()),
      count(costs.createMillis()) + " ms",
      count(costs.spread() * 100) + " %"
    };
  }

  private static String count(double value) {
    return String.format(Locale.ROOT, "%,d", Math.round(value));
  }
}
