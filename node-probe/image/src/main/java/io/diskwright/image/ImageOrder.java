package io.diskwright.image;

import io.diskwright.api.v1alpha1.DiskAllocationSpec;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Exactly one image, to be made, checked or deleted.
 *
 * @param uid names the image's directory: {@code <pool>/<uid>/disk.img} for raw, {@code
 *     disk.<format>} otherwise
 * @param pool the directory images are kept in
 * @param place what the pool must still be
 * @param sizeBytes virtual size, a multiple of 512
 * @param policy how much is allocated up front
 * @param format stored as what
 * @param options QEMU's option names; {@code preallocation} always, ours: {@code preallocatedBytes}
 */
public record ImageOrder(
    String uid,
    Path pool,
    PlaceIdentity place,
    long sizeBytes,
    AllocationPolicy policy,
    ImageFormat format,
    SortedMap<String, String> options) {

  /** Bytes in a sector: virtual sizes are multiples of it. */
  public static final int SECTOR_BYTES = 512;

  private static final BigInteger SECTOR = BigInteger.valueOf(SECTOR_BYTES);

  /** Keeps a copy of the options. */
  public ImageOrder {
    options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
  }

  /**
   * The order for the image {@code uid} that {@code spec} describes; the size is rounded up to a
   * multiple of 512 bytes.
   *
   * @throws ImageException when the target is not a directory, or the size cannot be one
   */
  public static ImageOrder of(String uid, DiskAllocationSpec spec) throws ImageException {
    String directory = spec.target().directory();
    if (directory == null || directory.isBlank()) {
      String group = spec.target().volumeGroup();
      throw new ImageException(
          ImageException.Kind.WrongPlace,
          group == null
              ? "The order for image " + uid + " names no directory; give target.directory."
              : "Image "
                  + uid
                  + " is ordered on volume group "
                  + group
                  + ": that is a logical volume, and no file.");
    }
    return new ImageOrder(
            uid,
            Path.of(directory),
            PlaceIdentity.of(spec.identity()),
            sizeBytes(uid, spec.size()),
            spec.policy(),
            spec.format(),
            new TreeMap<>(spec.options()))
        .checked();
  }

  /** The name of the file inside the image's directory. */
  public String fileName() {
    return OrderRules.fileName(format, encrypted());
  }

  /** The path of the finished file. */
  public Path file() {
    return pool.resolve(uid).resolve(fileName());
  }

  /**
   * Bytes that must be allocated on disk at least: 0 for a thin image, the whole size for a
   * preallocated one, or {@code preallocatedBytes} of it.
   */
  public long requiredBytes() {
    if (policy != AllocationPolicy.Preallocated) {
      return 0;
    }
    String part = options.get(OrderRules.PREALLOCATED_BYTES);
    return part == null ? sizeBytes : Math.min(sizeBytes, Long.parseLong(part));
  }

  /** The same image with another size. */
  ImageOrder withSize(long bytes) {
    return new ImageOrder(uid, pool, place, bytes, policy, format, options);
  }

  /** Whether less than the whole is preallocated. */
  boolean partial() {
    return policy == AllocationPolicy.Preallocated && requiredBytes() < sizeBytes;
  }

  /** Whether only those who have the key can read it. */
  public boolean encrypted() {
    return options.containsKey(OrderRules.ENCRYPT_FORMAT);
  }

  /** Whether zeroes are really written, rather than space reserved. */
  boolean written() {
    return policy == AllocationPolicy.Preallocated && "full".equals(options.get("preallocation"));
  }

  /** The image as messages name it, such as {@code image 1234… (qcow2, Thin)}. */
  String described() {
    return "image " + uid + " (" + format + ", " + policy + ")";
  }

  /** This order, if it can be carried out at all. */
  ImageOrder checked() throws ImageException {
    OrderRules.check(this);
    return this;
  }

  /** The size in bytes, rounded up to whole sectors. */
  static long sizeBytes(String uid, Quantity size) throws ImageException {
    BigDecimal bytes = Quantity.getAmountInBytes(size);
    BigInteger sectors =
        bytes.divide(BigDecimal.valueOf(SECTOR_BYTES), 0, RoundingMode.CEILING).toBigIntegerExact();
    BigInteger rounded = sectors.multiply(SECTOR);
    if (rounded.signum() <= 0 || rounded.bitLength() > 62) {
      throw new ImageException(
          ImageException.Kind.Failed,
          "The size " + size + " of image " + uid + " is no size a disk can have.");
    }
    return rounded.longValueExact();
  }
}
