package io.diskwright.image;

import io.diskwright.planner.AllocationPolicy;
import io.diskwright.testing.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Encrypted images to begin with: made once each, then copied, since qemu-img takes long. */
final class Templates {
  private static final Map<String, Path> MADE = new HashMap<>();

  private Templates() {}

  /** Puts the image of {@code order} there, as {@code operation} finds it. */
  static synchronized void copy(Operation operation, ImageOrder order) throws Exception {
    Path template = MADE.get(operation.toString());
    if (template == null) {
      template = made(operation);
      MADE.put(operation.toString(), template);
    }
    boolean thick = order.policy() == AllocationPolicy.Preallocated;
    Path directory = order.pool().resolve(order.uid());
    Shell.run("mkdir", "-m", "700", directory.toString());
    Shell.run(
        "cp",
        "--sparse=" + (thick ? "never" : "auto"),
        template.toString(),
        order.file().toString());
    Shell.run("chmod", "600", order.file().toString());
  }

  private static Path made(Operation operation) throws Exception {
    Path pool = Files.createTempDirectory("diskwright-templates");
    ImageOrder order = operation.order(pool, UUID.randomUUID().toString());
    var unused = Allocator.system().make(order, Operation.KEY, Progress.NONE);
    if (operation.work().keeps()) {
      Look.mark(order);
    }
    for (Path each : new Path[] {pool, pool.resolve(order.uid()), order.file()}) {
      each.toFile().deleteOnExit(); // the last first
    }
    return order.file();
  }
}
