package io.diskwright.probe;

import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Follows a mount down to the disks through sysfs. */
final class StackReader {
  private static final int DEEPEST = 16;

  private final Libc libc;
  private final KernelFiles files;
  private final Path sys;
  private final String mountinfo;

  /** With the text of /proc/self/mountinfo. */
  StackReader(Libc libc, KernelFiles files, Path sys, String mountinfo) {
    this.libc = libc;
    this.files = files;
    this.sys = sys;
    this.mountinfo = mountinfo;
  }

  /**
   * The stack below a mount.
   *
   * @param btrfsUuid the file system's UUID when it is btrfs, which has its own list of devices
   */
  Stack read(Mount mount, @Nullable String btrfsUuid) {
    return new Stack(filesystem(mount, btrfsUuid, 0));
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
      add(found, device(files.link(sys.resolve("dev/block").resolve(mount.device())), depth));
    }
    if (found.isEmpty() && mount.source().startsWith("/dev/")) {
      add(found, byName(mount.source().substring(mount.source().lastIndexOf('/') + 1), depth));
    }
    return found;
  }

  private static void add(List<Layer> found, @Nullable Layer layer) {
    if (layer != null) {
      found.add(layer);
    }
  }

  private @Nullable Layer byName(String name, int depth) {
    return name.isEmpty()
        ? null
        : device(files.link(sys.resolve("class/block").resolve(name)), depth);
  }

  private @Nullable Layer device(@Nullable Path device, int depth) {
    if (device == null) {
      return null;
    }
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
      return deviceMapper(name, device, depth);
    }
    String level = name.startsWith("md") ? files.text(device.resolve("md/level")) : null;
    if (level != null) {
      return made(name, level, device, slaves(device, depth));
    }
    if (name.startsWith("zram") || name.startsWith("ram")) {
      return made(name, LayerTypes.MEMORY, device, List.of());
    }
    return new Layer(name, LayerTypes.DISK, LayerTypes.transport(device), device, List.of(), null);
  }

  private static Layer made(String name, String type, Path device, List<Layer> below) {
    return new Layer(name, type, null, device, below, null);
  }

  private static Layer blind(String name, String type, String why) {
    return new Layer(name, type, null, null, List.of(), why);
  }

  private Layer loop(String name, Path device, int depth) {
    String backing = files.text(device.resolve("loop/backing_file"));
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

  private Layer deviceMapper(String name, Path device, int depth) {
    List<Layer> below = slaves(device, depth);
    List<String> marks = new ArrayList<>();
    for (Layer slave : below) {
      Path dm = slave.device() == null ? null : slave.device().resolve("dm");
      marks.add(
          dm == null ? "" : files.text(dm.resolve("name")) + " " + files.text(dm.resolve("uuid")));
    }
    String type = LayerTypes.deviceMapper(files.text(device.resolve("dm/uuid")), marks);
    String shown = files.text(device.resolve("dm/name"));
    return made(shown == null ? name : shown, type, device, below);
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
      return mount == null ? null : filesystem(mount, null, depth);
    } catch (ErrnoException e) {
      return null;
    }
  }
}
