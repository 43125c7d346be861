package io.diskwright.image;

import static io.diskwright.image.Orders.MIB;

import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import io.diskwright.testing.Shell;
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
      Set.of("create", "resize", "check", "measure", "info", "--version", Rig.CONVERT);

  /** What is done. */
  enum Work {
    /** With zeroes in it. */
    MAKE,
    /** With what a raw file holds. */
    FILL,
    /** With what a qcow2 file holds. */
    CONVERT,
    /** With what a packed raw file holds. */
    UNPACK,
    GROW,
    REPAIR,
    DELETE,
    ERASE;

    /** Whether there is no image before it. */
    boolean makes() {
      return compareTo(GROW) < 0;
    }

    /** Whether what it makes is not empty. */
    boolean fills() {
      return makes() && this != MAKE;
    }

    /** Whether there is an image before it and after it. */
    boolean keeps() {
      return this == GROW || this == REPAIR;
    }
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
        boolean possible = work != Work.REPAIR || form.policy() == THICK;
        boolean alike = work.fills() && !form.options().isEmpty() && !ALL;
        if (possible && !alike && work != Work.CONVERT) {
          all.add(form.operation(work, false));
        }
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
    for (Form form : List.of(qcow2().get(0), qcow2().get(2), raw().get(0), others().get(4))) {
      all.add(form.operation(Work.CONVERT, false));
    }
    all.add(qcow2().get(1).operation(Work.UNPACK, false));
    all.add(qcow2().get(0).operation(Work.UNPACK, true));
    all.add(raw().get(1).operation(Work.CONVERT, true));
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
   * Every how many steps it is enough to stop, unless the property {@code diskwright.crashes} is
   * {@code all}. To make an image in LUKS takes a second or more of computing, to grow one half of
   * that, a qemu-img of any kind much longer than a system call; and filling has many steps.
   */
  int stride() {
    if (ALL || isErasedByKeys()) {
      return 1;
    }
    if (encrypted) {
      return work.makes() ? 17 : 7;
    }
    return work.fills() ? 4 : isTypical() || format == ImageFormat.raw ? 1 : 3;
  }

  /** Whether it is enough that what opens the image is gone. */
  boolean isErasedByKeys() {
    return encrypted && work == Work.ERASE;
  }

  /** What a message must say of the image when it fails. */
  String lossless() {
    return switch (work) {
      case MAKE, FILL, CONVERT, UNPACK -> "othing was|before the next try";
      case GROW, REPAIR -> "as it was|othing was|not changed|is untouched";
      case DELETE, ERASE -> "othing was|deleted by the next try";
    };
  }

  /** What has to be there for it to begin with. */
  void prepare(Path pool, String uid) throws Exception {
    if (work.makes()) {
      return;
    }
    ImageOrder order = order(pool, uid);
    if (encrypted) {
      Templates.copy(this, order);
      return;
    }
    var unused = Allocator.system().make(order, Progress.NONE);
    if (work.keeps()) {
      Look.mark(order);
    }
    if (work == Work.REPAIR) {
      Shell.run("fallocate", "-p", "-o", "64K", "-l", "512K", order.file().toString());
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
      case MAKE, FILL, CONVERT, UNPACK -> {
        Content content = work.fills() ? Sources.of(work, rig.libc()) : null;
        var unused = rig.allocator().make(order, encrypted ? used : null, content, Progress.NONE);
      }
      case GROW -> {
        var unused =
            rig.grower().grow(order.withSize(LARGER), encrypted ? used : null, Progress.NONE);
      }
      case REPAIR -> {
        var unused = new Repairer(rig.libc()).repair(order, Progress.NONE);
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
