package io.diskwright.planner;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A device's own costs where it was calibrated, else those shipped with the product for places that
 * are like it.
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
      return of(RESOURCE, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE + " cannot be read", e);
    }
  }

  /**
   * A table of somebody's own.
   *
   * @param source its name, for messages
   * @param text as the table that is shipped
   * @throws IllegalArgumentException when it is not right, naming the line
   */
  static ShippedCosts of(String source, String text) {
    return new ShippedCosts(CostTableReader.read(source, text));
  }

  @Override
  public DeviceCosts costsOf(DeviceFacts device) {
    return new DeviceCosts(table, Traits.of(device), ways(device));
  }

  /** Measurements that nobody can read are none: they come from an object that others write. */
  private static List<MeasuredWay> ways(DeviceFacts device) {
    try {
      return Measurements.of(device.measurements()).ways();
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }
}
