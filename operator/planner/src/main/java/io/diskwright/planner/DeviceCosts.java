package io.diskwright.planner;

/**
 * The costs known for one device.
 *
 * @param table where they stand
 * @param kind the kind in that table which speaks for the device
 * @param exact whether the device is of that kind, or it is only the nearest measured
 * @param confidence whether they were measured on this very device
 */
record DeviceCosts(CostTable table, String kind, boolean exact, Confidence confidence) {
  /**
   * Share of its speed that a format keeps when it encrypts, where no encrypted image was measured:
   * an assumption on the safe side.
   */
  private static final double LUKS_SPEED = 0.6;

  /** The costs of one way of making images, of the nearest measured where it was not itself. */
  Costs of(Shape shape) {
    Costs nearest = table.nearest(kind, shape.format(), shape.options());
    boolean encrypted = shape.options().containsKey(Options.ENCRYPT_FORMAT);
    return encrypted && !table.covers(kind, shape.format(), shape.options())
        ? nearest.timesSpeed(LUKS_SPEED)
        : nearest;
  }
}
