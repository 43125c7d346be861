package io.diskwright.cli.command;

import io.diskwright.api.v1alpha1.CapabilityStatus;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.cli.output.Bytes;
import io.diskwright.cli.output.Table;
import io.diskwright.cli.output.Terminal;
import io.diskwright.cli.output.Terminal.Style;
import io.diskwright.cli.output.Wrapped;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A row for each device, a column for each capability, and what the columns' heads mean. */
final class DeviceTable {
  private static final List<String> ABOUT = List.of("KIND", "FREE", "READY", "HEALTHY");
  private static final int GAP = 2;
  private static final int LEAST = 16;

  private final Terminal terminal;
  private final int columns;

  DeviceTable(Terminal terminal) {
    this.terminal = terminal;
    this.columns = terminal.columns().getAsInt();
  }

  /** The lines; two tables where one would be too wide for the terminal. */
  String text(List<StorageDevice> devices) {
    StringBuilder out = new StringBuilder();
    int whole = roomInWhole(devices);
    if (whole > 0) {
      out.append(table(devices, true, true, whole));
    } else {
      String about = table(devices, true, false, Integer.MAX_VALUE);
      int target = longest(devices) - Math.max(0, Table.widest(about) - columns);
      int signs = Capability.values().length * 3 - 1 + GAP;
      out.append(table(devices, true, false, target)).append('\n');
      out.append(table(devices, false, true, columns - signs));
    }
    return out.append('\n').append(legend()).append(troubles(devices)).toString();
  }

  /** What is left for targets when all is in one row; 0 when they could not be told apart. */
  private int roomInWhole(List<StorageDevice> devices) {
    int width = Table.widest(table(devices, true, true, Integer.MAX_VALUE));
    if (columns == 0 || width <= columns) {
      return Integer.MAX_VALUE;
    }
    int room = longest(devices) - (width - columns);
    long distinct =
        devices.stream().map(one -> shortened(Signs.target(one), room)).distinct().count();
    return room >= LEAST && distinct == devices.size() ? room : 0;
  }

  private String table(List<StorageDevice> devices, boolean about, boolean signs, int target) {
    List<String> head = new ArrayList<>(List.of("TARGET"));
    if (about) {
      head.addAll(ABOUT);
    }
    if (signs) {
      head.add(Arrays.stream(Capability.values()).map(Heads::of).collect(Collectors.joining(" ")));
    }
    Table table = new Table(head.toArray(String[]::new));
    for (StorageDevice device : devices) {
      List<String> cells = new ArrayList<>(List.of(shortened(Signs.target(device), target)));
      if (about) {
        cells.add(device.getStatus().kind().name());
        cells.add(Bytes.text(device.getStatus().capacity().freeBytes()));
        cells.add(condition(device, "Ready"));
        cells.add(condition(device, "Healthy"));
      }
      if (signs) {
        cells.add(signs(device));
      }
      table.row(cells.toArray(String[]::new));
    }
    return table.text(0);
  }

  /** Each as wide as its head and the gap, so that the 19 of them need 56 columns. */
  private String signs(StorageDevice device) {
    Map<Capability, CapabilityState> states =
        device.getStatus().capabilities().stream()
            .collect(Collectors.toMap(CapabilityStatus::name, CapabilityStatus::state));
    return Arrays.stream(Capability.values())
        .map(one -> Signs.of(terminal, states.getOrDefault(one, CapabilityState.Unknown)))
        .collect(Collectors.joining("  "));
  }

  private String legend() {
    List<String> words =
        Arrays.stream(Capability.values()).map(one -> Heads.of(one) + " " + one).toList();
    int width = words.stream().mapToInt(String::length).max().orElse(0) + GAP;
    int across = Math.max(1, (columns == 0 ? 120 : columns) / width);
    int lines = (words.size() + across - 1) / across;
    Table table = new Table(Stream.generate(() -> "").limit(across).toArray(String[]::new));
    for (int line = 0; line < lines; line++) {
      String[] cells = new String[across];
      for (int i = 0; i < across; i++) {
        int at = i * lines + line;
        cells[i] = at < words.size() ? words.get(at) : "";
      }
      table.row(cells);
    }
    String signs =
        Arrays.stream(CapabilityState.values())
            .map(state -> Signs.inWords(terminal, state))
            .collect(Collectors.joining("  "));
    return terminal.styled(Style.Faint, table.text(0).stripTrailing()) + "\n" + signs + "\n";
  }

  /** What is not as it should be, in words. */
  private String troubles(List<StorageDevice> devices) {
    StringBuilder out = new StringBuilder();
    for (StorageDevice device : devices) {
      for (Condition one : Signs.conditions(device)) {
        if (!one.getStatus().equals("True")) {
          String text = Signs.target(device) + ": " + Signs.inWords(terminal, one);
          out.append('\n').append(Wrapped.text("", text, 0, 0, columns).stripTrailing());
        }
      }
    }
    return out.isEmpty() ? "" : out.append('\n').toString();
  }

  private String condition(StorageDevice device, String type) {
    return Signs.conditions(device).stream()
        .filter(one -> one.getType().equals(type))
        .findFirst()
        .map(one -> Signs.of(terminal, one))
        .orElse("");
  }

  private static int longest(List<StorageDevice> devices) {
    return devices.stream().mapToInt(one -> Signs.target(one).length()).max().orElse(0);
  }

  /** The end of a path tells more than its beginning. */
  private static String shortened(String target, int room) {
    int most = Math.max(LEAST, room);
    return target.length() <= most ? target : "…" + target.substring(target.length() - most + 1);
  }
}
