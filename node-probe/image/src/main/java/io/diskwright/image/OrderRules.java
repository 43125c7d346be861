package io.diskwright.image;

import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an order may say. Orders come from an API server or a file: nothing in one may name another
 * path, slip a second option into qemu-img's option list, or ask for what a format cannot do.
 */
final class OrderRules {
  static final String PREALLOCATED_BYTES = "preallocatedBytes";
  static final String EXTENT_SIZE_HINT = "extent_size_hint";
  static final String NOCOW = "nocow";
  static final String PREALLOCATION = "preallocation";
  static final String ENCRYPT_FORMAT = "encrypt.format";
  static final String LUKS = "luks";

  private static final Pattern UID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_]{1,32}");
  private static final Pattern BYTES = Pattern.compile("[0-9]{1,18}");

  private static final Set<String> EVERYWHERE =
      Set.of(PREALLOCATION, PREALLOCATED_BYTES, EXTENT_SIZE_HINT, NOCOW);
  private static final Map<ImageFormat, Set<String>> OWN = new EnumMap<>(ImageFormat.class);

  static {
    OWN.put(ImageFormat.raw, Set.of(ENCRYPT_FORMAT));
    OWN.put(
        ImageFormat.qcow2,
        Set.of(
            "cluster_size",
            "extended_l2",
            "lazy_refcounts",
            "compression_type",
            "compat",
            "refcount_bits",
            ENCRYPT_FORMAT));
    OWN.put(ImageFormat.qed, Set.of("cluster_size", "table_size"));
    OWN.put(ImageFormat.vmdk, Set.of("subformat", "adapter_type", "compat6", "zeroed_grain"));
    OWN.put(ImageFormat.vdi, Set.of("static"));
    OWN.put(ImageFormat.vhdx, Set.of("subformat", "block_size", "log_size", "block_state_zero"));
    OWN.put(ImageFormat.vpc, Set.of("subformat", "force_size"));
  }

  private OrderRules() {}

  /** The name of an image's file inside its directory: nobody shall take what is sealed for raw. */
  static String fileName(ImageFormat format, boolean encrypted) {
    return format != ImageFormat.raw ? "disk." + format : encrypted ? "disk.luks" : "disk.img";
  }

  /** Whether {@code uid} is a UUID in lower case, and so a safe name for a directory. */
  static boolean isUid(String uid) {
    return UID.matcher(uid).matches();
  }

  /** {@code value} with QEMU's suffix k, M, G or T resolved; anything else as it is. */
  static String bytes(String value) {
    int at = value.isEmpty() ? -1 : "kKmMgGtT".indexOf(value.charAt(value.length() - 1));
    String digits = at < 0 ? "" : value.substring(0, value.length() - 1);
    if (digits.length() > 9 || !BYTES.matcher(digits).matches()) {
      return value;
    }
    return Long.toString(Long.parseLong(digits) << (10 * (at / 2 + 1)));
  }

  /** Throws unless {@code uid} can name an image. */
  static void checkUid(String uid) throws ImageException {
    if (!isUid(uid)) {
      throw new ImageException(
          ImageException.Kind.Failed,
          "\""
              + uid
              + "\" cannot name an image: a UUID in lower case is needed, such as"
              + " 3f9c1b2d-0d5e-4f5a-9c39-0a1b2c3d4e5f.");
    }
  }

  /** Throws unless {@code order} can be carried out. */
  static void check(ImageOrder order) throws ImageException {
    checkUid(order.uid());
    if (!order.pool().isAbsolute()) {
      throw refused(order, "the pool " + order.pool() + " must be an absolute path");
    }
    if (order.sizeBytes() <= 0 || order.sizeBytes() % ImageOrder.SECTOR_BYTES != 0) {
      throw refused(order, "the size " + order.sizeBytes() + " is not a multiple of 512 bytes");
    }
    Set<String> own = OWN.getOrDefault(order.format(), Set.of());
    for (Map.Entry<String, String> option : order.options().entrySet()) {
      if (!EVERYWHERE.contains(option.getKey()) && !own.contains(option.getKey())) {
        throw refused(order, "the option " + option.getKey() + " is not one this format may have");
      }
      if (!VALUE.matcher(option.getValue()).matches()) {
        throw refused(
            order, "the option " + option.getKey() + " cannot be \"" + option.getValue() + "\"");
      }
    }
    for (String bytes : Set.of(PREALLOCATED_BYTES, EXTENT_SIZE_HINT)) {
      String value = order.options().get(bytes);
      if (value != null && !BYTES.matcher(value).matches()) {
        throw refused(order, "the option " + bytes + " must be a number of bytes, not " + value);
      }
    }
    if (!order.options().getOrDefault(ENCRYPT_FORMAT, LUKS).equals(LUKS)) {
      throw refused(order, "images are encrypted by LUKS, or not at all");
    }
    checkPolicy(order);
  }

  private static void checkPolicy(ImageOrder order) throws ImageException {
    String preallocation = order.options().getOrDefault(PREALLOCATION, "");
    boolean agrees =
        switch (order.policy()) {
          case Thin -> preallocation.equals("off");
          case MetadataPreallocated -> preallocation.equals("metadata");
          case Preallocated ->
              preallocation.equals("falloc")
                  || preallocation.equals("full")
                  || (preallocation.equals("metadata") && order.partial());
        };
    if (!agrees) {
      throw refused(
          order,
          "the option preallocation="
              + preallocation
              + " does not fit the policy "
              + order.policy());
    }
    if (order.policy() == AllocationPolicy.MetadataPreallocated
        && order.format() != ImageFormat.qcow2) {
      throw refused(order, "only qcow2 can have its tables preallocated");
    }
    String subformat = order.options().getOrDefault("subformat", "");
    boolean thick = order.policy() == AllocationPolicy.Preallocated;
    switch (order.format()) {
      case qed, vmdk -> {
        if (thick) {
          throw refused(order, "this format cannot be preallocated");
        }
        if (order.format() == ImageFormat.vmdk
            && !Set.of("", "monolithicSparse", "streamOptimized").contains(subformat)) {
          throw refused(order, "subformat " + subformat + " is more than one file");
        }
      }
      case vdi -> {
        if (thick && !"on".equals(order.options().get("static"))) {
          throw refused(order, "a preallocated vdi image needs the option static=on");
        }
      }
      case vhdx, vpc -> {
        if (thick && !subformat.equals("fixed")) {
          throw refused(order, "a preallocated image of this format needs subformat=fixed");
        }
      }
      case raw, qcow2 -> {}
    }
  }

  private static ImageException refused(ImageOrder order, String why) {
    return new ImageException(
        ImageException.Kind.Failed,
        "Cannot make " + order.described() + ": " + why + ". Nothing was written.");
  }
}
