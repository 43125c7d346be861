package io.diskwright.planner;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Whether an image may be made so, written down from the API's contract alone; nothing of the
 * planner's rules is called.
 */
final class Admissible {
  private static final long TIB = 1L << 40;

  private final Demand demand;
  private final boolean luksIsMade;

  Admissible(Demand demand, Abilities abilities) {
    this.demand = demand;
    this.luksIsMade = abilities.luks();
  }

  /** What is wrong with a plan, or null. */
  @Nullable String problem(Outcome.Plan plan, Collection<DeviceFacts> devices) {
    Candidate c = plan.chosen();
    if (!devices.contains(c.device())) {
      return "a device that was not given";
    }
    String way = problem(c);
    if (way != null) {
      return way;
    }
    Outcome.Expected expected = plan.expected();
    if (expected.maximumBytes() > Math.max(0, c.device().promisableBytes())
        || expected.allocatedBytes() > Math.max(0, c.device().allocatableBytes())) {
      return "more than there is room for";
    }
    if (expected.maximumBytes() < demand.sizeBytes()
        || expected.allocatedBytes() < promised(c)
        || expected.allocatedBytes() > expected.maximumBytes()) {
      return "impossible expectations";
    }
    String copies = copies(c, expected);
    if (copies != null) {
      return copies;
    }
    if (filesystem(c.device()).equals("ext4") && expected.maximumBytes() > 16 * TIB) {
      return "a file larger than ext4 has";
    }
    boolean inRange = plan.score() >= 0 && plan.score() <= 1000;
    boolean told = !plan.because().isEmpty() && plan.rejected().size() <= 16;
    return inRange && told && plan.considered() > 0 ? null : "a plan that is not explained";
  }

  /** Whether plain raw with holes may be made on the device: then a refusal is wrong. */
  boolean takesSparseRaw(DeviceFacts device) {
    Candidate c =
        new Candidate(
            device,
            AllocationPolicy.Thin,
            ImageFormat.raw,
            Options.of(Options.PREALLOCATION, "off"));
    return problem(c) == null
        && demand.sizeBytes() <= TIB
        && filesystem(device).startsWith("x")
        && device.promisableBytes() >= 2 * demand.sizeBytes() + (1L << 20)
        && device.allocatableBytes() >= 1L << 30;
  }

  private @Nullable String problem(Candidate c) {
    DeviceFacts d = c.device();
    Placement where = demand.placement();
    if (!d.notReady().isEmpty()) {
      return "a device that takes no images";
    }
    String volume = volume(c);
    if (volume != null) {
      return volume;
    }
    if (!(where.node().isEmpty() || where.node().equals(d.node()))
        || !(where.pool().isEmpty() || where.pool().equals(d.pool()))
        || !d.labels().entrySet().containsAll(where.labels().entrySet())) {
      return "another place than was asked for";
    }
    boolean read =
        switch (demand.consumer()) {
          case QEMU -> true;
          case KubeVirt -> c.format() == ImageFormat.raw;
          case VMware -> c.format() == ImageFormat.vmdk;
        };
    if (!demand.formats().contains(c.format()) || !read) {
      return "a format that is not allowed";
    }
    if (c.format() == ImageFormat.vpc && demand.sizeBytes() > 2 * TIB) {
      return "a vpc image that is too large";
    }
    if (!secure(c)) {
      return "less security than was asked for";
    }
    for (Feature feature : demand.requires()) {
      if (!gives(c, feature)) {
        return "no " + feature;
      }
    }
    if (demand.minimumPreallocatedBytes() > promised(c)) {
      return "less pre-allocated than was asked for";
    }
    return policy(c);
  }

  /**
   * In a volume group every image is a raw volume, in a thin pool a thin one; elsewhere none is.
   */
  private static @Nullable String volume(Candidate c) {
    String kind = c.options().get("lv");
    if (c.device().target() == TargetKind.Directory) {
      return kind == null ? null : "a logical volume in a directory";
    }
    boolean pool = !c.device().properties().getOrDefault("thinPool", "").isEmpty();
    boolean two = c.device().properties().getOrDefault("physicalVolumes", "").equals("2");
    boolean right =
        c.format() == ImageFormat.raw
            && c.options().size() == 2
            && (pool ? "thin".equals(kind) : "thick".equals(kind) || ("raid1".equals(kind) && two))
            && c.policy() == (pool ? AllocationPolicy.Thin : AllocationPolicy.Preallocated)
            && (pool ? "off" : "falloc").equals(c.options().get("preallocation"));
    return right ? null : "a volume that cannot be made there";
  }

  /** What is wrong with the bytes of a volume of two copies, or null. */
  private @Nullable String copies(Candidate c, Outcome.Expected expected) {
    if (!"raid1".equals(c.options().get("lv"))) {
      return null;
    }
    long room =
        Long.parseLong(
            c.device().properties().getOrDefault("mirrorableBytes", "" + Long.MAX_VALUE));
    return expected.maximumBytes() / 2 < demand.sizeBytes() || expected.maximumBytes() > room
        ? "two copies where there is no room for them"
        : null;
  }

  private static @Nullable String policy(Candidate c) {
    DeviceFacts d = c.device();
    String said = String.valueOf(c.options().get("preallocation"));
    boolean holes = has(d, Capability.ThinProvisioning);
    boolean possible =
        switch (c.policy()) {
          case Thin -> said.equals("off") && (holes || c.format() != ImageFormat.raw);
          case MetadataPreallocated ->
              said.equals("metadata") && c.format() == ImageFormat.qcow2 && holes;
          case Preallocated ->
              c.format() != ImageFormat.qed
                  && c.format() != ImageFormat.vmdk
                  && reserves(d, said, c.options().containsKey("preallocatedBytes"));
        };
    boolean nocow = c.options().containsKey("nocow");
    if (nocow && !d.value(Capability.OverwriteInPlace).equals("nocow")) {
      return "nocow where there is none";
    }
    return possible ? null : "a policy that cannot be kept";
  }

  /** A part is reserved by falloc, behind pre-allocated tables too. */
  private static boolean reserves(DeviceFacts d, String said, boolean part) {
    boolean inline =
        has(d, Capability.Deduplication) && d.value(Capability.Deduplication).equals("inline");
    boolean thinPool =
        has(d, Capability.Snapshotting) && d.value(Capability.Snapshotting).equals("thin");
    if (inline) {
      return false;
    }
    if (said.equals("full")) {
      return !has(d, Capability.Compression);
    }
    return (said.equals("falloc") || (part && said.equals("metadata")))
        && has(d, Capability.Preallocation)
        && !thinPool;
  }

  private long promised(Candidate c) {
    if (c.policy() != AllocationPolicy.Preallocated) {
      return 0;
    }
    String part = c.options().get("preallocatedBytes");
    return part == null ? demand.sizeBytes() : Long.parseLong(part);
  }

  private boolean secure(Candidate c) {
    boolean luks = c.options().containsKey("encrypt.format");
    boolean sealable = c.format() == ImageFormat.qcow2 || c.format() == ImageFormat.raw;
    if (luks && !(luksIsMade && sealable && demand.consumer() == Consumer.QEMU)) {
      return false;
    }
    DeviceFacts d = c.device();
    boolean inPlace =
        has(d, Capability.OverwriteInPlace)
            && (!d.value(Capability.OverwriteInPlace).equals("nocow") || nocow(c));
    boolean gone = luks || inPlace || has(d, Capability.Discard);
    return switch (demand.security()) {
      case Off -> true;
      case Low -> gone;
      case Medium -> luks || (gone && has(d, Capability.Encryption));
      case High -> luks;
    };
  }

  private static boolean gives(Candidate c, Feature feature) {
    DeviceFacts d = c.device();
    boolean luks = c.options().containsKey("encrypt.format");
    boolean thin = c.policy() == AllocationPolicy.Thin;
    boolean qcow2 = c.format() == ImageFormat.qcow2;
    return switch (feature) {
      case Snapshotting -> qcow2 || has(d, Capability.Snapshotting);
      case Cloning ->
          has(d, Capability.Cloning)
              || qcow2
              || c.format() == ImageFormat.qed
              || c.format() == ImageFormat.vmdk;
      case Compression ->
          (qcow2 && thin && !luks)
              || (has(d, Capability.Compression)
                  && !nocow(c)
                  && c.policy() != AllocationPolicy.Preallocated);
      case Encryption -> luks || has(d, Capability.Encryption);
      case IncrementalBackup -> qcow2;
      case Discard -> has(d, Capability.Discard) && (qcow2 || c.format() == ImageFormat.raw);
      case Redundancy -> has(d, Capability.Redundancy) || "raid1".equals(c.options().get("lv"));
      case Checksumming -> has(d, Capability.Checksumming) && !nocow(c);
    };
  }

  private static boolean nocow(Candidate c) {
    return "on".equals(c.options().get("nocow"));
  }

  private static boolean has(DeviceFacts device, Capability capability) {
    CapabilityFact fact = device.capabilities().get(capability);
    return fact != null && fact.state() == CapabilityState.Present;
  }

  private static String filesystem(DeviceFacts device) {
    return device.properties().getOrDefault("filesystem", "");
  }
}
