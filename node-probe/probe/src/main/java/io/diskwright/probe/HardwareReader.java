package io.diskwright.probe;

import io.diskwright.libc.Libc;
import io.diskwright.probe.device.Disk;
import io.diskwright.probe.device.Hardware;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Asks the disks of a stack, and the layer right below the file system, when that is needed first.
 * While one thread hangs in that, others get what sysfs knows.
 */
final class HardwareReader {
  private final Libc libc;
  private final KernelFiles files;
  private final Roots roots;
  private final Stack stack;
  private final @Nullable Layer block;
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile @Nullable Hardware answer;

  /**
   * Asks nothing yet.
   *
   * @param block the layer right below the file system, or null
   */
  HardwareReader(Libc libc, KernelFiles files, Roots roots, Stack stack, @Nullable Layer block) {
    this.libc = libc;
    this.files = files;
    this.roots = roots;
    this.stack = stack;
    this.block = block;
  }

  Hardware get() {
    Hardware known = answer;
    if (known == null) {
      known = ask(asking.compareAndSet(false, true));
      answer = known;
    }
    return known;
  }

  private Hardware ask(boolean calls) {
    List<Disk> disks = new ArrayList<>();
    for (Layer layer : stack.leaves()) {
      if (layer.type().equals(LayerTypes.DISK) && layer.device() != null) {
        disks.add(new Disk(layer.name(), layer.transport(), layer.device()));
      }
    }
    return Hardware.ask(libc, files::bytes, files::once, roots.dev(), calls, disks, top(block));
  }

  private static Hardware.@Nullable Top top(@Nullable Layer layer) {
    if (layer == null || layer.device() == null) {
      return null;
    }
    Path queue = layer.device();
    if (layer.type().equals(LayerTypes.PARTITION) && !layer.below().isEmpty()) {
      Path disk = layer.below().getFirst().device();
      queue = disk == null ? queue : disk;
    }
    // An open loop device cannot be detached; asking must not get in anybody's way.
    boolean open = !layer.type().equals(LayerTypes.LOOP);
    return new Hardware.Top(new Disk(layer.name(), layer.transport(), layer.device()), queue, open);
  }
}
