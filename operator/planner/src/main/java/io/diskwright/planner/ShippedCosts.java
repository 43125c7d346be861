package io.diskwright.planner;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The costs shipped with the product: each device takes those of its kind, or of the nearest kind
 * by what it can do.
 */
final class ShippedCosts implements CostSource {
  private static final String RESOURCE = "costs.csv";

  private final CostTable table;

  ShippedCosts(CostTable table) {
    this.table = table;
  }

  /**
   * The table inside this jar.
   *
   * @throws IllegalArgumentException when it is not right, naming the line
   */
  static ShippedCosts load() {
    try (InputStream in = ShippedCosts.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing beside the planner's classes");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new ShippedCosts(CostTableReader.read(RESOURCE, text));
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE + " cannot be read", e);
    }
  }

  @Override
  public DeviceCosts costsOf(DeviceFacts device) {
    List<String> own = kindsOf(device);
    for (String kind : own) {
      if (table.kinds().contains(kind)) {
        return new DeviceCosts(table, kind, kind.equals(own.getFirst()), Confidence.Shipped);
      }
    }
    String nearest = alike(device);
    String kind = table.kinds().contains(nearest) ? nearest : table.kinds().first();
    return new DeviceCosts(table, kind, false, Confidence.Shipped);
  }

  /** The names a device's own kind may have in a table, the closest first. */
  private static List<String> kindsOf(DeviceFacts device) {
    String filesystem = Properties.filesystem(device);
    List<String> names = new ArrayList<>();
    switch (filesystem) {
      case "xfs" -> {
        if (!device.has(Capability.Cloning)) {
          names.add("xfs-noreflink");
        }
      }
      case "btrfs" -> {
        if (device.has(Capability.Compression)) {
          names.add("btrfs-compress");
        } else if (inPlace(device)) {
          names.add("btrfs-nodatacow");
        }
      }
      default -> {
        if (Properties.blockSize(device) < 4096) {
          names.add(filesystem + "-" + Properties.blockSize(device));
        }
      }
    }
    names.add(filesystem);
    return names;
  }

  /** The kind measured that works most like the device, going by what it can do. */
  private static String alike(DeviceFacts device) {
    if (device.kind() == DeviceKind.Memory) {
      return "tmpfs";
    }
    if (device.has(Capability.Cloning)) {
      return inPlace(device) ? "xfs" : "btrfs";
    }
    return "ext4";
  }

  private static boolean inPlace(DeviceFacts device) {
    return device.has(Capability.OverwriteInPlace)
        && !device.value(Capability.OverwriteInPlace).equals("nocow");
  }
}
