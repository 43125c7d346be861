package io.diskwright.planner;

/**
 * The space one candidate takes.
 *
 * @param allocatedBytes right after it was made
 * @param lifeBytes after the guest has written as much as is expected of it
 * @param maximumBytes when the guest has written everything
 * @param copies how often it keeps every byte; the bytes above count all of them
 * @param storage {@code lifeBytes} of one copy on a logarithmic scale, in steps as wide as noise:
 *     12 are a factor of two
 * @param cloned whether it shares the blocks of the image it begins as a copy of; these are not
 *     among its bytes
 */
record Footprint(
    long allocatedBytes,
    long lifeBytes,
    long maximumBytes,
    int copies,
    int storage,
    boolean cloned) {
  /** Steps to a factor of two; one step is 6 percent. */
  static final int STEPS_PER_DOUBLING = 12;

  /** What is smaller makes no difference to anybody. */
  static final long NEGLIGIBLE = 1L << 20;

  /**
   * What an image made this way on {@code device} takes.
   *
   * @param extentBytes whole ones of which a logical volume has; 0 for a file
   */
  static Footprint of(Way way, Demand demand, DeviceFacts device, long extentBytes) {
    Shape shape = way.shape();
    long size = demand.sizeBytes();
    long maximum =
        extentBytes > 0 ? FormatSizes.roundUp(size, extentBytes) : FormatSizes.maximum(shape, size);
    Origin origin = demand.origin();
    boolean cloned = origin != null && origin.isCloned(shape, device, size);
    long held = origin == null || cloned ? 0 : Math.min(size, origin.heldBytes());
    long made = allocated(shape, way.costs(), size, maximum);
    double written = demand.expectedFillPercent() / 100.0;
    // What was copied is there from the start, and what the guest writes goes to its place in part.
    double fill = held == 0 ? written : 1 - (1 - written) * (1 - (double) held / size);
    double random = Math.min(maximum, made + size * touched(fill, way.randomReach()));
    double sequential = Math.min(maximum, made + size * touched(fill, way.sequentialReach()));
    double life =
        switch (demand.access()) {
          case Random -> random;
          case Sequential -> sequential;
          case Mixed -> (random + sequential) / 2;
        };
    if (shape.policy() == AllocationPolicy.Preallocated) {
      // What is written goes to what was allocated first.
      double rest = Math.max(0, size * fill - (double) made);
      life = Math.min(maximum, made + rest);
    }
    long bytes = (long) life;
    long allocated =
        shape.policy() == AllocationPolicy.Preallocated ? made : Math.min(maximum, made + held);
    return shape.option(Options.LV).equals(Options.RAID1)
        ? new Footprint(
            twice(allocated, extentBytes),
            twice(bytes, extentBytes),
            twice(maximum, extentBytes),
            2,
            storage(bytes),
            false)
        : new Footprint(allocated, bytes, maximum, 1, storage(bytes), cloned);
  }

  /** Each copy takes one extent more, for the bitmap of what is in sync. */
  private static long twice(long bytes, long extentBytes) {
    return bytes > Long.MAX_VALUE / 2 - extentBytes ? Long.MAX_VALUE : 2 * (bytes + extentBytes);
  }

  private static int storage(long bytes) {
    double doublings = Math.log((double) Math.max(bytes, NEGLIGIBLE)) / Math.log(2);
    return (int) Math.round(STEPS_PER_DOUBLING * doublings);
  }

  private static long allocated(Shape shape, Costs costs, long size, long maximum) {
    return switch (shape.policy()) {
      case Thin -> Math.min(maximum, (long) costs.createdBytes());
      case MetadataPreallocated -> metadata(shape, costs, size, maximum);
      case Preallocated -> {
        String part = shape.options().get(Options.PREALLOCATED_BYTES);
        if (part == null) {
          yield maximum;
        }
        long tables = shape.format() == ImageFormat.raw ? 0 : maximum - size;
        yield Math.min(maximum, Long.parseLong(part) + tables);
      }
    };
  }

  /** The measured bytes, grown like the format's tables. */
  private static long metadata(Shape shape, Costs costs, long size, long maximum) {
    long tables = maximum - size;
    long measured = (long) costs.sizeBytes();
    long before = Math.max(1, FormatSizes.maximum(shape, measured) - measured);
    double grown = costs.createdBytes() / before * tables;
    return Math.min(maximum, Math.max(tables, (long) grown));
  }

  /** Share of the image that is allocated when {@code fill} of it was written. */
  private static double touched(double fill, double reach) {
    return 1 - Math.pow(1 - fill, reach);
  }
}
