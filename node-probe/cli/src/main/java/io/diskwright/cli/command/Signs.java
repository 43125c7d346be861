package io.diskwright.cli.command;

import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.diskwright.cli.output.Terminal;
import io.diskwright.cli.output.Terminal.Style;
import io.diskwright.planner.CapabilityState;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Objects;

/** Devices in few characters: signs for states, a word for the target. */
final class Signs {
  private Signs() {}

  /** ✓, ✗ or ?, in colour where colours may be. */
  static String of(Terminal terminal, CapabilityState state) {
    return terminal.styled(style(state), sign(state));
  }

  /** The sign and the word. */
  static String inWords(Terminal terminal, CapabilityState state) {
    return terminal.styled(style(state), sign(state) + " " + state);
  }

  /** The sign of a condition's status; what is not as wanted stands out. */
  static String of(Terminal terminal, Condition condition) {
    return switch (condition.getStatus()) {
      case "True" -> terminal.styled(Style.Good, "✓");
      case "False" -> terminal.styled(Style.Bad, "✗");
      default -> terminal.styled(Style.Doubtful, "?");
    };
  }

  /** The same with its type, reason and message. */
  static String inWords(Terminal terminal, Condition condition) {
    return of(terminal, condition)
        + " "
        + condition.getType()
        + " is "
        + condition.getStatus()
        + ", "
        + condition.getReason()
        + ": "
        + condition.getMessage();
  }

  /** The directory, or {@code group} or {@code group/pool}. */
  static String target(StorageDevice device) {
    return device.getStatus().target().text();
  }

  /** Ready, Healthy and what else is said. */
  static List<Condition> conditions(StorageDevice device) {
    StorageDeviceStatus status = device.getStatus();
    return Objects.requireNonNullElse(status.conditions(), List.of());
  }

  private static String sign(CapabilityState state) {
    return switch (state) {
      case Present -> "✓";
      case Absent -> "✗";
      case Unknown -> "?";
    };
  }

  private static Style style(CapabilityState state) {
    return switch (state) {
      case Present -> Style.Good;
      case Absent -> Style.Faint;
      case Unknown -> Style.Doubtful;
    };
  }
}
