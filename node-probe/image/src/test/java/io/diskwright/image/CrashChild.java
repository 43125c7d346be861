package io.diskwright.image;

import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import java.nio.file.Path;
import java.util.List;

/** Makes one image after another until it is killed; started by {@link KilledTest}. */
final class CrashChild {
  static final long SIZE = 16 * Orders.MIB;

  private CrashChild() {}

  /** The orders it works on in turn; the format tells which it was. */
  static List<ImageOrder> orders(Path pool) {
    AllocationPolicy thick = AllocationPolicy.Preallocated;
    return List.of(
        Orders.raw(pool, thick, SIZE, "preallocation", "full"),
        Orders.order(pool, ImageFormat.qcow2, thick, SIZE),
        Orders.order(pool, ImageFormat.vdi, thick, SIZE, "static", "on"));
  }

  /** The pool is the only argument. */
  public static void main(String[] arguments) throws Exception {
    Path pool = Path.of(arguments[0]);
    Allocator allocator = Allocator.system();
    boolean told = false;
    while (true) {
      for (ImageOrder order : orders(pool)) {
        allocator.make(order, Progress.NONE);
        if (!told) {
          System.out.println("ready");
          told = true;
        }
      }
    }
  }
}
