package io.diskwright.probe;

import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.probe.dm.DmControl;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Follows a mount down to the disks through sysfs. */
final class StackReader {
  private static final int DEEPEST = 16;
  private static final String JOURNAL_THREAD = "jbd2/";
  private static final int THREAD_NAME = 15; // TASK_COMM_LEN of include/linux/sched.h, less the NUL

  private final Libc libc;
  private final KernelFiles files;
  private final Path sys;
  private final Path proc;
  private final String mountinfo;
  private final DmLayers dm;
  private final Map<Path, Layer> known = new HashMap<>();

  /** With the text of /proc/self/mountinfo. */
  StackReader(Libc libc, KernelFiles files, Roots roots, String mountinfo) {
    this.libc = libc;
    this.files = files;
    this.sys = roots.sys();
    this.proc = roots.proc();
    this.mountinfo = mountinfo;
    this.dm = new DmLayers(files, new DmControl(libc, roots.dev().resolve("mapper/control")));
  }

  /**
   * The stack below a mount.
   *
   * @param btrfsUuid the file system's UUID when it is btrfs, which has its own list of devices
   */
  Stack read(Mount mount, @Nullable String btrfsUuid) {
    return new Stack(filesystem(mount, btrfsUuid, 0));
  }

  /** The layer of the block device at {@code path} and all below it; null when there is none. */
  @Nullable Layer block(String path) {
    return byPath(path, 0);
  }

  /** The layer of the device-mapper device that bears {@code uuid}; null when none does. */
  @Nullable Layer deviceMapper(String uuid) {
    Path block = sys.resolve("class/block");
    for (String name : KernelFiles.names(block)) {
      if (name.startsWith("dm-")
          && uuid.equals(files.text(block.resolve(name).resolve("dm/uuid")))) {
        return byName(name, 0);
      }
    }
    return null;
  }

  private Layer filesystem(Mount mount, @Nullable String btrfsUuid, int depth) {
    String type = mount.type();
    if (type.equals("tmpfs") || type.equals("ramfs")) {
      return Layer.of(
          type, LayerTypes.FILESYSTEM, List.of(Layer.of("ram", LayerTypes.MEMORY, List.of())));
    }
    if (type.equals("overlay")) {
      return overlay(mount, depth);
    }
    List<Layer> below = devices(mount, btrfsUuid, depth);
    if (type.equals("btrfs") && btrfsUuid == null && !below.isEmpty()) {
      return btrfs(below, depth);
    }
    if (!below.isEmpty()) {
      return Layer.of(type, LayerTypes.FILESYSTEM, below);
    }
    if (mount.source().contains(":") || mount.source().startsWith("//")) {
      return Layer.of(
          type,
          LayerTypes.FILESYSTEM,
          List.of(Layer.of(mount.source(), LayerTypes.EXPORT, List.of())));
    }
    return blind(type, LayerTypes.FILESYSTEM, "no block device is known for " + mount.source());
  }

  /** One that was found by the device it was mounted by: it may have more of them. */
  private Layer btrfs(List<Layer> found, int depth) {
    Path device = found.getFirst().device();
    Path own = device == null ? null : BtrfsFiles.of(sys, String.valueOf(device.getFileName()));
    if (own == null) {
      return Layer.of("btrfs", LayerTypes.FILESYSTEM, found);
    }
    List<Layer> all = new ArrayList<>();
    BtrfsFiles.devices(own).forEach(name -> add(all, byName(name, depth)));
    return Layer.of("btrfs", LayerTypes.FILESYSTEM, all).withArray(BtrfsFiles.state(files, own));
  }

  private Layer overlay(Mount mount, int depth) {
    String upper = mount.superOption("upperdir");
    Layer below = upper == null ? null : mountOf(upper, depth + 1);
    return below == null
        ? blind("overlay", LayerTypes.FILESYSTEM, "the upper directory cannot be reached from here")
        : Layer.of("overlay", LayerTypes.FILESYSTEM, List.of(below));
  }

  private List<Layer> devices(Mount mount, @Nullable String btrfsUuid, int depth) {
    List<Layer> found = new ArrayList<>();
    if (btrfsUuid != null) {
      for (String name :
          KernelFiles.names(sys.resolve("fs/btrfs").resolve(btrfsUuid).resolve("devices"))) {
        add(found, byName(name, depth));
      }
    }
    if (found.isEmpty() && !mount.device().startsWith("0:")) {
      add(
          found,
          device(files.link(KernelFiles.below(sys.resolve("dev/block"), mount.device())), depth));
    }
    if (found.isEmpty() && mount.source().startsWith("/dev/")) {
      add(found, byPath(mount.source(), depth));
    }
    if (!found.isEmpty()) {
      aside(mount, found.getFirst(), depth, found);
    }
    return found;
  }

  /** What is kept on devices of its own: the log, the real-time data of xfs, the ext4 journal. */
  private void aside(Mount mount, Layer data, int depth, List<Layer> found) {
    for (String option : List.of("rtdev", "logdev")) {
      String other = mount.superOption(option);
      add(found, other == null ? null : byPath(other, depth));
    }
    if (mount.type().startsWith("ext") && data.device() != null) {
      String own = String.valueOf(data.device().getFileName());
      String task = files.text(sys.resolve("fs/ext4").resolve(own).resolve("journal_task"));
      String thread =
          task == null || !task.matches("\\d+")
              ? null
              : files.text(proc.resolve(task).resolve("comm"));
      String journal = journal(thread, own);
      add(found, journal == null ? null : byName(journal, depth));
    }
  }

  /**
   * The device of a journal that is not {@code own}, from the name of its thread: {@code
   * jbd2/sda-8} for the inode 8 of a device, {@code jbd2/sdb} for a whole one, cut to 15
   * characters; fs/jbd2.
   */
  static @Nullable String journal(@Nullable String thread, String own) {
    if (thread == null || !thread.startsWith(JOURNAL_THREAD)) {
      return null;
    }
    String name = thread.substring(JOURNAL_THREAD.length());
    String cut = own.substring(0, Math.min(own.length(), THREAD_NAME - JOURNAL_THREAD.length()));
    return name.startsWith(cut) ? null : name;
  }

  /** A device as mount options name it: by itself, by a link, or by its device-mapper name. */
  private @Nullable Layer byPath(String path, int depth) {
    Layer layer = byName(nameOf(path), depth);
    if (layer != null) {
      return layer;
    }
    Path link = files.link(KernelFiles.below(Path.of("/"), path));
    if (link != null) {
      return byName(nameOf(link.toString()), depth);
    }
    for (String name : KernelFiles.names(sys.resolve("class/block"))) {
      if (name.startsWith("dm-")
          && nameOf(path)
              .equals(files.text(sys.resolve("class/block").resolve(name + "/dm/name")))) {
        return byName(name, depth);
      }
    }
    return null;
  }

  private static String nameOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static void add(List<Layer> found, @Nullable Layer layer) {
    if (layer != null) {
      found.add(layer);
    }
  }

  private @Nullable Layer byName(String name, int depth) {
    return name.isEmpty()
        ? null
        : device(files.link(KernelFiles.below(sys.resolve("class/block"), name)), depth);
  }

  /** A device that is reached by several ways is read once. */
  private @Nullable Layer device(@Nullable Path device, int depth) {
    if (device == null) {
      return null;
    }
    Layer layer = known.get(device);
    if (layer == null) {
      layer = files.once(List.of("layer", device), () -> unknown(device, depth));
      known.put(device, layer);
    }
    return layer;
  }

  private Layer unknown(Path device, int depth) {
    String name = Objects.toString(device.getFileName()).replace('!', '/');
    if (depth > DEEPEST) {
      return blind(name, LayerTypes.DISK, "more than " + DEEPEST + " layers");
    }
    if (files.text(device.resolve("partition")) != null) {
      Layer disk = device(device.getParent(), depth + 1);
      return made(name, LayerTypes.PARTITION, device, disk == null ? List.of() : List.of(disk));
    }
    if (name.startsWith("loop")) {
      return loop(name, device, depth);
    }
    if (name.startsWith("dm-")) {
      return dm.layer(name, device, slaves(device, depth));
    }
    if (name.startsWith("md")) {
      ArrayState array = ArrayState.md(files, device.resolve("md"));
      if (array != null) {
        return made(name, array.level(), device, slaves(device, depth)).withArray(array);
      }
    }
    if (name.startsWith("zram") || name.startsWith("ram") || name.startsWith("nullb")) {
      return made(name, LayerTypes.MEMORY, device, List.of());
    }
    if (name.startsWith("bcache")) {
      return made(name, "bcache", device, slaves(device, depth));
    }
    String transport = Transport.of(files, device);
    return name.startsWith("drbd")
        ? new Layer(
            name, "drbd", null, device, List.of(), "drbd does not show what is below " + name)
        : new Layer(name, LayerTypes.DISK, transport, device, List.of(), null);
  }

  private static Layer made(String name, String type, Path device, List<Layer> below) {
    return new Layer(name, type, null, device, below, null);
  }

  private static Layer blind(String name, String type, String why) {
    return new Layer(name, type, null, null, List.of(), why);
  }

  private Layer loop(String name, Path device, int depth) {
    String backing = files.path(device.resolve("loop/backing_file"));
    Layer below = backing == null ? null : mountOf(backing, depth + 1);
    return below == null
        ? new Layer(
            name,
            LayerTypes.LOOP,
            null,
            device,
            List.of(),
            "the file behind " + name + " cannot be reached from here")
        : made(name, LayerTypes.LOOP, device, List.of(below));
  }

  private List<Layer> slaves(Path device, int depth) {
    List<Layer> found = new ArrayList<>();
    for (String name : KernelFiles.names(device.resolve("slaves"))) {
      add(found, byName(name, depth + 1));
    }
    return found;
  }

  /** The file system a path of this mount namespace lies on; null when it cannot be reached. */
  private @Nullable Layer mountOf(String path, int depth) {
    if (depth > DEEPEST || !path.startsWith("/")) {
      return null;
    }
    try {
      long id = libc.statx(Fd.CWD, path).mountId();
      Mount mount = id != 0 ? Mount.find(mountinfo, id) : Mount.above(mountinfo, path);
      return mount == null
          ? null
          : files.once(List.of("below", mount), () -> filesystem(mount, null, depth));
    } catch (ErrnoException e) {
      return null;
    }
  }
}
