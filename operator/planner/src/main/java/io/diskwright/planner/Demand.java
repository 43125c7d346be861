package io.diskwright.planner;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of one image.
 *
 * @param name {@code namespace/name}, for messages
 * @param sizeBytes virtual size in bytes, above zero
 * @param performance weight of performance against storage, 0 to 100
 * @param redundancy weight of redundancy against storage, 0 to 100
 * @param security how well the image is kept from other eyes
 * @param requires features it must end up with, from the device or the format
 * @param formats allowed formats, never empty
 * @param consumer who will run on it
 * @param strategy how to choose
 * @param access expected pattern of the guest's writes
 * @param expectedFillPercent share of the size expected to be written over its life, 0 to 100
 * @param minimumPreallocatedBytes at least so many bytes are allocated up front; 0 for none
 * @param placement where it may lie
 * @param origin the image it begins as a copy of, or null
 */
public record Demand(
    String name,
    long sizeBytes,
    int performance,
    int redundancy,
    SecurityLevel security,
    Set<Feature> requires,
    Set<ImageFormat> formats,
    Consumer consumer,
    Strategy strategy,
    Access access,
    int expectedFillPercent,
    long minimumPreallocatedBytes,
    Placement placement,
    @Nullable Origin origin) {
  /** Of an image that begins with zeroes, or with what comes from outside. */
  public Demand(
      String name,
      long sizeBytes,
      int performance,
      int redundancy,
      SecurityLevel security,
      Set<Feature> requires,
      Set<ImageFormat> formats,
      Consumer consumer,
      Strategy strategy,
      Access access,
      int expectedFillPercent,
      long minimumPreallocatedBytes,
      Placement placement) {
    this(
        name,
        sizeBytes,
        performance,
        redundancy,
        security,
        requires,
        formats,
        consumer,
        strategy,
        access,
        expectedFillPercent,
        minimumPreallocatedBytes,
        placement,
        null);
  }

  /** The same of an image that begins as a copy of another. */
  public Demand from(@Nullable Origin image) {
    return new Demand(
        name,
        sizeBytes,
        performance,
        redundancy,
        security,
        requires,
        formats,
        consumer,
        strategy,
        access,
        expectedFillPercent,
        minimumPreallocatedBytes,
        placement,
        image);
  }
}
