package io.diskwright.image;

import static io.diskwright.image.Orders.MIB;

import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One thing that is done to one image, to be stopped or made to fail at every step.
 *
 * @param work what is done
 * @param encrypted whether the image is in LUKS
 * @param preallocation QEMU's option
 * @param options more, as name, value, name, value
 */
record Operation(
    Work work,
    ImageFormat format,
    AllocationPolicy policy,
    boolean encrypted,
    String preallocation,
    List<String> options) {
  static final long SIZE = 3 * MIB + 512;
  static final long LARGER = 5 * MIB + 1024;

  /** Of every encrypted image here; random, so that its slot is quick to open. */
  static final ImageKey KEY = ImageKey.generate();

  /** Whether there is time for everything. */
  static final boolean ALL = "all".equals(System.getProperty("diskwright.crashes"));

  private static ImageKey used = KEY;

  private static final AllocationPolicy THIN = AllocationPolicy.Thin;
  private static final AllocationPolicy TABLES = AllocationPolicy.MetadataPreallocated;
  private static final AllocationPolicy THICK = AllocationPolicy.Preallocated;

  private static final Set<String> COMMANDS =
      Set.of("create", "resize", "check", "measure", "info", "--version");

  /** What is done. */
  enum Work {
    MAKE,
    GROW,
    DELETE,
    ERASE
  }

  /** A way to store an image. */
  private record Form(
      ImageFormat format, AllocationPolicy policy, String preallocation, List<String> options) {
    static Form of(ImageFormat format, AllocationPolicy policy, String mode, String... options) {
      return new Form(format, policy, mode, List.of(options));
    }

    Operation operation(Work work, boolean encrypted) {
      return new Operation(work, format, policy, encrypted, preallocation, options);
    }
  }

  private static List<Form> raw() {
    ImageFormat raw = ImageFormat.raw;
    return List.of(
        Form.of(raw, THIN, "off"),
        Form.of(raw, THICK, "falloc"),
        Form.of(raw, THICK, "full"),
        Form.of(raw, THICK, "falloc", "preallocatedBytes", Long.toString(MIB)));
  }

  private static List<Form> qcow2() {
    ImageFormat qcow2 = ImageFormat.qcow2;
    return List.of(
        Form.of(qcow2, THIN, "off"),
        Form.of(qcow2, TABLES, "metadata", "extended_l2", "on", "cluster_size", "131072"),
        Form.of(qcow2, THICK, "falloc"),
        Form.of(qcow2, THICK, "full"),
        Form.of(qcow2, THICK, "falloc", "preallocatedBytes", Long.toString(MIB)));
  }

  private static List<Form> others() {
    return List.of(
        Form.of(ImageFormat.qed, THIN, "off"),
        Form.of(ImageFormat.vmdk, THIN, "off"),
        Form.of(ImageFormat.vdi, THIN, "off"),
        Form.of(ImageFormat.vdi, THICK, "falloc", "static", "on"),
        Form.of(ImageFormat.vhdx, THICK, "falloc", "subformat", "fixed"),
        Form.of(ImageFormat.vpc, THIN, "off"),
        Form.of(ImageFormat.vpc, THICK, "falloc", "subformat", "fixed"));
  }

  /** What needs no other program. */
  static List<Operation> withoutPrograms() {
    List<Operation> all = new ArrayList<>();
    for (Form form : raw()) {
      for (Work work : Work.values()) {
        all.add(form.operation(work, false));
      }
    }
    return all;
  }

  /** What needs qemu-img: every format, and LUKS in those that have it. */
  static List<Operation> withPrograms() {
    List<Operation> all = new ArrayList<>();
    for (Form form : qcow2()) {
      all.add(form.operation(Work.MAKE, false));
      all.add(form.operation(Work.GROW, false));
    }
    others().forEach(form -> all.add(form.operation(Work.MAKE, false)));
    all.add(others().getFirst().operation(Work.GROW, false));
    for (Form form : List.of(qcow2().get(0), qcow2().get(2), raw().get(0), raw().get(1))) {
      all.add(form.operation(Work.MAKE, true));
      all.add(form.operation(Work.GROW, true));
    }
    all.add(qcow2().get(0).operation(Work.ERASE, true));
    all.add(raw().get(0).operation(Work.ERASE, true));
    all.add(qcow2().get(2).operation(Work.ERASE, false));
    return all;
  }

  /** Every one of both. */
  static List<Operation> all() {
    List<Operation> all = new ArrayList<>(withoutPrograms());
    all.addAll(withPrograms());
    return all;
  }

  /** The order of the image before the operation, or of what it makes. */
  ImageOrder order(Path pool, String uid) {
    List<String> named = new ArrayList<>(options);
    named.addAll(List.of("preallocation", preallocation));
    if (encrypted) {
      named.addAll(List.of(OrderRules.ENCRYPT_FORMAT, OrderRules.LUKS));
    }
    return Orders.order(uid, pool, format, policy, SIZE, named.toArray(String[]::new));
  }

  /** Whether {@code step} is a command, not a system call. */
  static boolean isCommand(String step) {
    return COMMANDS.contains(step);
  }

  /** Whether it is one of the few that stand for all where time is short. */
  boolean isTypical() {
    boolean qcow2 = format == ImageFormat.qcow2;
    return options.isEmpty()
        && (encrypted
            ? qcow2 && work == Work.ERASE
            : (qcow2 || format == ImageFormat.raw) && preallocation.equals("falloc"));
  }

  /**
   * Every how many steps it is enough to stop. To make an image in LUKS takes a second or more of
   * computing, so that it is stopped before some steps only, unless the property {@code
   * diskwright.crashes} is {@code all}.
   */
  int stride() {
    return encrypted && work == Work.MAKE && !ALL ? 17 : 1;
  }

  /** What a message must say of the image when it fails. */
  String lossless() {
    return switch (work) {
      case MAKE -> "othing was|before the next try";
      case GROW -> "as it was|othing was|not changed|is untouched";
      case DELETE, ERASE -> "othing was|deleted by the next try";
    };
  }

  /** What has to be there for it to begin with. */
  void prepare(Path pool, String uid) throws Exception {
    if (work == Work.MAKE) {
      return;
    }
    ImageOrder order = order(pool, uid);
    if (encrypted) {
      Templates.copy(this, order);
      return;
    }
    var unused = Allocator.system().make(order, Progress.NONE);
    if (work == Work.GROW) {
      Look.mark(order);
    }
  }

  /** From now on with another key. */
  static void useKey(ImageKey key) {
    used = key;
  }

  /** Does it, by {@code rig}. */
  void run(Rig rig, Path pool, String uid) throws ImageException {
    run(rig, pool, uid, PlaceIdentity.UNKNOWN);
  }

  /** The same where the pool must still be {@code place}. */
  void run(Rig rig, Path pool, String uid, PlaceIdentity place) throws ImageException {
    ImageOrder order = Orders.on(place, order(pool, uid));
    switch (work) {
      case MAKE -> {
        var unused = rig.allocator().make(order, encrypted ? used : null, Progress.NONE);
      }
      case GROW -> {
        var unused =
            rig.grower().grow(order.withSize(LARGER), encrypted ? used : null, Progress.NONE);
      }
      case DELETE -> rig.allocator().delete(pool, uid, place, false);
      case ERASE -> rig.allocator().delete(pool, uid, place, true);
    }
  }

  @Override
  public String toString() {
    String more = options.isEmpty() ? "" : " " + String.join("=", options.subList(0, 2));
    return work + " " + format + (encrypted ? "+luks" : "") + " " + preallocation + more;
  }
}
