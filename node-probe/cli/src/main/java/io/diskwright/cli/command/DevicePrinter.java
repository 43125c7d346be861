package io.diskwright.cli.command;

import io.diskwright.api.v1alpha1.CapabilityStatus;
import io.diskwright.api.v1alpha1.DeviceCapacity;
import io.diskwright.api.v1alpha1.Evidence;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.diskwright.cli.output.Bytes;
import io.diskwright.cli.output.Table;
import io.diskwright.cli.output.Terminal;
import io.diskwright.cli.output.Terminal.Style;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Devices as people read them: one with its evidence, several side by side. */
final class DevicePrinter {
  private final Terminal terminal;

  DevicePrinter(Terminal terminal) {
    this.terminal = terminal;
  }

  void print(List<StorageDevice> devices) {
    for (StorageDevice device : devices) {
      head(device);
    }
    terminal.out().println();
    terminal.out().print(devices.size() == 1 ? evidence(devices.getFirst()) : sideBySide(devices));
  }

  private void head(StorageDevice device) {
    StorageDeviceStatus status = device.getStatus();
    DeviceCapacity room = status.capacity();
    terminal
        .out()
        .println(
            terminal.styled(Style.Bold, device.getMetadata().getName())
                + "  "
                + status.target().text());
    String stack =
        status.stack().stream()
            .map(
                layer ->
                    layer.name().equals(layer.type()) || layer.type().equals("filesystem")
                        ? layer.name()
                        : layer.name() + " (" + layer.type() + ")")
            .collect(Collectors.joining(" > "));
    terminal.out().println("  " + status.kind() + (stack.isEmpty() ? "" : ", " + stack));
    terminal
        .out()
        .println(
            "  "
                + Bytes.text(room.totalBytes())
                + ", "
                + Bytes.text(room.freeBytes())
                + " free, "
                + Bytes.text(room.allocatableBytes())
                + " for images");
  }

  private String evidence(StorageDevice device) {
    Table table = new Table("CAPABILITY", "STATE", "VALUE", "EVIDENCE");
    for (CapabilityStatus one : device.getStatus().capabilities()) {
      Evidence evidence = one.evidence();
      String because = evidence.call().isEmpty() ? evidence.source().name() : evidence.call();
      table.row(
          one.name().name(),
          terminal.styled(style(one.state()), sign(one.state()) + " " + one.state()),
          Objects.requireNonNullElse(one.value(), ""),
          because + (evidence.result().isEmpty() ? "" : " = " + evidence.result()));
    }
    return table.text(0);
  }

  private String sideBySide(List<StorageDevice> devices) {
    String[] head = new String[devices.size() + 1];
    head[0] = "CAPABILITY";
    for (int i = 0; i < devices.size(); i++) {
      head[i + 1] = devices.get(i).getStatus().target().text();
    }
    Table table = new Table(head);
    List<Map<Capability, CapabilityStatus>> columns =
        devices.stream()
            .map(
                device ->
                    device.getStatus().capabilities().stream()
                        .collect(Collectors.toMap(CapabilityStatus::name, Function.identity())))
            .toList();
    for (Capability capability : Capability.values()) {
      String[] row = new String[head.length];
      Arrays.fill(row, "?");
      row[0] = capability.name();
      for (int i = 0; i < columns.size(); i++) {
        CapabilityStatus one = columns.get(i).get(capability);
        if (one != null) {
          String value = Objects.requireNonNullElse(one.value(), "");
          row[i + 1] =
              terminal.styled(style(one.state()), sign(one.state()))
                  + (value.isEmpty() ? "" : " " + value);
        }
      }
      table.row(row);
    }
    return table.text(0);
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
