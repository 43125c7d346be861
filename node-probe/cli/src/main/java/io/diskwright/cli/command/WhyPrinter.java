package io.diskwright.cli.command;

import io.diskwright.api.v1alpha1.CapabilityStatus;
import io.diskwright.api.v1alpha1.Evidence;
import io.diskwright.api.v1alpha1.Observation;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.cli.output.Terminal;
import io.diskwright.cli.output.Terminal.Style;
import io.diskwright.cli.output.Wrapped;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityGuide;
import io.diskwright.planner.CapabilityState;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A capability explained: what it is, and on each device what was asked and what came back. */
final class WhyPrinter {
  private static final int READABLE = 100;
  private static final int HANG = 10;

  private final Terminal terminal;
  private final int columns;

  WhyPrinter(Terminal terminal) {
    this.terminal = terminal;
    int given = terminal.columns().getAsInt();
    this.columns = given == 0 ? READABLE : Math.min(READABLE, given);
  }

  void print(List<Capability> capabilities, List<StorageDevice> devices) {
    for (int i = 0; i < capabilities.size(); i++) {
      if (i > 0) {
        terminal.out().println();
      }
      print(CapabilityGuide.of(capabilities.get(i)), devices);
    }
  }

  private void print(CapabilityGuide guide, List<StorageDevice> devices) {
    terminal.out().println(terminal.styled(Style.Bold, guide.capability().name()));
    line(2, "what", guide.what());
    line(2, "why", guide.why());
    line(2, "how", guide.asked());
    line(2, "values", guide.values());
    line(2, "caveats", guide.caveats());
    line(2, "kernels", guide.since());
    for (StorageDevice device : devices) {
      device.getStatus().capabilities().stream()
          .filter(one -> one.name() == guide.capability())
          .forEach(one -> answer(Signs.target(device), one));
    }
  }

  private void answer(String target, CapabilityStatus one) {
    String value = Objects.requireNonNullElse(one.value(), "");
    terminal
        .out()
        .println(
            "\n  "
                + terminal.styled(Style.Bold, target)
                + "  "
                + Signs.inWords(terminal, one.state())
                + (value.isEmpty() ? "" : ", " + value));
    Evidence evidence = one.evidence();
    line(4, "asked", evidence.call());
    line(4, "answer", evidence.result());
    line(4, "by", evidence.source().name());
    line(4, "meaning", Objects.requireNonNullElse(evidence.detail(), ""));
    for (Observation other :
        Objects.requireNonNullElse(evidence.others(), List.<Observation>of())) {
      boolean agrees = other.state() == one.state();
      line(
          4,
          agrees ? "also" : "but",
          other.source()
              + ", "
              + other.call()
              + " = "
              + other.result()
              + ", says "
              + other.state()
              + (agrees ? "" : "; the answer above is the better source")
              + detail(other.detail()));
    }
    line(4, "so", Consequences.of(one.name(), one.state() == CapabilityState.Present));
  }

  private void line(int indent, String label, String text) {
    if (!text.isEmpty()) {
      terminal.out().print(Wrapped.text(label, text, indent, HANG, columns));
    }
  }

  private static String detail(@Nullable String detail) {
    return detail == null || detail.isEmpty() ? "" : " (" + detail + ")";
  }
}
