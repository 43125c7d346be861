package io.diskwright.cli.command;

import io.diskwright.api.v1alpha1.CapabilityStatus;
import io.diskwright.api.v1alpha1.DeviceCapacity;
import io.diskwright.api.v1alpha1.DeviceIdentity;
import io.diskwright.api.v1alpha1.Evidence;
import io.diskwright.api.v1alpha1.Observation;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.diskwright.cli.output.Bytes;
import io.diskwright.cli.output.Table;
import io.diskwright.cli.output.Terminal;
import io.diskwright.cli.output.Terminal.Style;
import io.diskwright.cli.output.Wrapped;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One device after the other, with everything that is known of it. */
final class DevicePrinter {
  private static final int HANG = 12;

  /** The indent, the longest capability and state, and the gaps. */
  private static final int BEFORE_VALUE = 2 + 19 + 2 + 9 + 2 + 2;

  private final Terminal terminal;
  private final int columns;

  DevicePrinter(Terminal terminal) {
    this.terminal = terminal;
    this.columns = terminal.columns().getAsInt();
  }

  void print(List<StorageDevice> devices) {
    for (int i = 0; i < devices.size(); i++) {
      if (i > 0) {
        terminal.out().println();
      }
      head(devices.get(i));
      terminal.out().println();
      terminal.out().print(evidence(devices.get(i)));
    }
  }

  private void head(StorageDevice device) {
    StorageDeviceStatus status = device.getStatus();
    DeviceCapacity room = status.capacity();
    terminal
        .out()
        .println(
            terminal.styled(Style.Bold, Signs.target(device))
                + "  "
                + device.getMetadata().getName());
    line("kind", status.kind().name());
    line("stack", stack(status));
    line(
        "room",
        Bytes.text(room.totalBytes())
            + ", "
            + Bytes.text(room.freeBytes())
            + " free, "
            + Bytes.text(room.allocatableBytes())
            + " for images");
    line("identity", joined(identity(status.identity())));
    line("properties", joined(status.properties()));
    for (Condition one : Signs.conditions(device)) {
      line("condition", Signs.inWords(terminal, one));
    }
  }

  private void line(String label, String text) {
    if (!text.isEmpty()) {
      terminal.out().print(Wrapped.text(label, text, 2, HANG, columns));
    }
  }

  private static String stack(StorageDeviceStatus status) {
    return status.stack().stream()
        .map(
            layer ->
                layer.name().equals(layer.type()) || layer.type().equals("filesystem")
                    ? layer.name()
                    : layer.name() + " (" + layer.type() + ")")
        .collect(Collectors.joining(" > "));
  }

  private static Map<String, String> identity(DeviceIdentity identity) {
    Map<String, String> all = new LinkedHashMap<>();
    put(all, "filesystemUuid", identity.filesystemUuid());
    put(all, "wwn", identity.wwn());
    put(all, "serial", identity.serial());
    put(all, "model", identity.model());
    put(all, "machineId", identity.machineId());
    put(all, "marker", identity.marker());
    return all;
  }

  private static void put(Map<String, String> all, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      all.put(name, value);
    }
  }

  private static String joined(Map<String, String> all) {
    return all.entrySet().stream()
        .map(one -> one.getKey() + "=" + one.getValue())
        .collect(Collectors.joining(" "));
  }

  /** Sources that say more, or otherwise, have lines of their own below the answer. */
  private String evidence(StorageDevice device) {
    List<CapabilityStatus> capabilities = device.getStatus().capabilities();
    Table table = new Table("CAPABILITY", "STATE", "VALUE", "EVIDENCE");
    int value = capabilities.stream().mapToInt(one -> value(one).length()).max().orElse(0);
    int room = columns == 0 ? 0 : columns - BEFORE_VALUE - Math.max("VALUE".length(), value);
    for (CapabilityStatus one : capabilities) {
      List<String> lines = new ArrayList<>();
      Evidence evidence = one.evidence();
      String call = evidence.call().isEmpty() ? evidence.source().name() : evidence.call();
      lines.addAll(broken(call + result(evidence.result()), room));
      for (Observation other :
          Objects.requireNonNullElse(evidence.others(), List.<Observation>of())) {
        String word = other.state() == one.state() ? "also " : "but ";
        String said = word + other.call() + result(other.result()) + " says " + other.state();
        lines.addAll(broken(said, room));
      }
      table.row(
          one.name().name(), Signs.inWords(terminal, one.state()), value(one), lines.getFirst());
      lines.stream().skip(1).forEach(line -> table.row("", "", "", line));
    }
    return table.text(2);
  }

  private static List<String> broken(String text, int room) {
    return room == 0 ? List.of(text) : Wrapped.text("", text, 0, 0, room).lines().toList();
  }

  private static String value(CapabilityStatus one) {
    return Objects.requireNonNullElse(one.value(), "");
  }

  private static String result(String result) {
    return result.isEmpty() ? "" : " = " + result;
  }
}
