package io.diskwright.probe;

import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.api.v1alpha1.Observation;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.FilesystemId;
import io.diskwright.libc.InodeFlags;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Statfs;
import io.diskwright.libc.Statx;
import io.diskwright.planner.CapabilityState;
import io.diskwright.probe.device.DiskReport;
import io.diskwright.probe.device.Fact;
import io.diskwright.probe.device.Hardware;
import io.diskwright.probe.device.Trait;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The directory being probed, and what all questions about it share.
 *
 * <p>Nothing here changes once it is made, but for the scratch files and what is read late. A
 * thread that goes on where another one hangs takes a place of its own by {@link #again}; the
 * descriptors are closed by the last one.
 *
 * <p>On an overlay, files go to its upper directory: the "base" is that directory, on the file
 * system that decides; elsewhere the base is the directory itself.
 */
final class Place implements AutoCloseable {
  private static final int DEFAULT_SECTOR = 512;
  private static final Pattern VERSION = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})");

  private final Libc libc;
  private final KernelFiles files;
  private final Fd directory;
  private final Fd base;
  private final String path;
  private final Mount mount;
  private final Mount baseMount;
  private final Statfs statfs;
  private final FilesystemFamily family;
  private final @Nullable Btrfs btrfs;
  private final @Nullable XfsGeometry xfs;
  private final Roots roots;
  private final Stack stack;
  private final @Nullable String kernel;
  private final Scratch scratch;
  private final HardwareReader hardware;
  private final AtomicInteger users;
  private @Nullable Ext4 ext4;
  private @Nullable FallocateModes fallocateModes;

  /**
   * Looks at an open directory, and closes it in the end.
   *
   * @param layers whether to look at what is below, which may hang where the directory does not
   * @throws ErrnoException when not even fstat or fstatfs work; the directory is still open then
   */
  Place(Libc libc, KernelFiles files, Roots roots, Fd directory, boolean layers) {
    this.libc = libc;
    this.files = files;
    this.roots = roots;
    this.directory = directory;
    this.statfs = libc.fstatfs(directory);
    this.path = libc.readlinkat(Fd.CWD, "/proc/self/fd/" + directory.number());
    Path mounts = roots.proc().resolve("self/mountinfo");
    String mountinfo = files.once(mounts, () -> files.all(mounts));
    this.mount = mountOf(mountinfo, libc.statx(directory), path, statfs);
    Fd upper = upper(libc, mount);
    this.base = upper == null ? directory : upper;
    try {
      long type = upper == null ? statfs.type() : libc.fstatfs(upper).type();
      this.baseMount =
          upper == null
              ? mount
              : mountOf(mountinfo, libc.statx(upper), upperPath(mount), libc.fstatfs(upper));
      this.family = FilesystemFamily.of(type).named(baseMount.type());
      this.btrfs = family == FilesystemFamily.BTRFS ? Btrfs.read(libc, base) : null;
      this.xfs = family == FilesystemFamily.XFS ? XfsGeometry.read(libc, base) : null;
      this.stack =
          layers
              ? new StackReader(libc, files, roots, mountinfo)
                  .read(mount, btrfs == null || upper != null ? null : btrfs.uuid())
              : Stack.unseen(mount.type(), "the layers below do not answer");
      Path release = roots.proc().resolve("sys/kernel/osrelease");
      this.kernel = files.once(release, () -> files.text(release));
    } catch (RuntimeException e) {
      if (upper != null) {
        Scratch.closeQuietly(upper);
      }
      throw e;
    }
    this.scratch = new Scratch(libc, directory, statfs.blockSize());
    this.hardware = new HardwareReader(libc, files, roots, stack, blockLayer());
    this.users = new AtomicInteger(1);
  }

  private Place(Place shared) {
    this.libc = shared.libc;
    this.files = shared.files;
    this.directory = shared.directory;
    this.base = shared.base;
    this.path = shared.path;
    this.mount = shared.mount;
    this.baseMount = shared.baseMount;
    this.statfs = shared.statfs;
    this.family = shared.family;
    this.btrfs = shared.btrfs;
    this.xfs = shared.xfs;
    this.roots = shared.roots;
    this.stack = shared.stack;
    this.kernel = shared.kernel;
    this.hardware = shared.hardware;
    this.scratch = new Scratch(libc, directory, statfs.blockSize());
    this.users = shared.users;
  }

  /** The same for another thread, with scratch files of its own; null when it is closed. */
  @Nullable Place again() {
    return users.getAndUpdate(count -> count == 0 ? 0 : count + 1) == 0 ? null : new Place(this);
  }

  private static Mount mountOf(String mountinfo, Statx stat, String path, Statfs statfs) {
    Mount found =
        stat.mountId() != 0 ? Mount.find(mountinfo, stat.mountId()) : Mount.above(mountinfo, path);
    if (found != null) {
      return found;
    }
    return new Mount(
        stat.mountId(),
        stat.device().toString(),
        "/",
        "/",
        List.of(),
        FilesystemFamily.of(statfs.type()).usualName(),
        "none",
        List.of());
  }

  private static String upperPath(Mount mount) {
    return Objects.requireNonNullElse(mount.superOption("upperdir"), "");
  }

  private static @Nullable Fd upper(Libc libc, Mount mount) {
    String path = upperPath(mount);
    if (!mount.type().equals("overlay") || path.isEmpty()) {
      return null;
    }
    try {
      return libc.openat(Fd.CWD, path, Fcntl.O_RDONLY | Fcntl.O_DIRECTORY | Fcntl.O_NOFOLLOW, 0);
    } catch (ErrnoException e) {
      return null;
    }
  }

  Libc libc() {
    return libc;
  }

  Fd directory() {
    return directory;
  }

  /** Where the file system that decides can be asked. */
  Fd base() {
    return base;
  }

  /** Canonical. */
  String path() {
    return path;
  }

  Mount mount() {
    return mount;
  }

  Mount baseMount() {
    return baseMount;
  }

  /** Name of the file system that decides, such as ext4. */
  String baseType() {
    return baseMount.type();
  }

  Statfs statfs() {
    return statfs;
  }

  /** Nature of the file system that decides. */
  FilesystemFamily family() {
    return family;
  }

  @Nullable Btrfs btrfs() {
    return btrfs;
  }

  @Nullable XfsGeometry xfs() {
    return xfs;
  }

  /** What the file system that decides says when it is ext2, ext3 or ext4, else null. */
  @Nullable Ext4 ext4() {
    if (family == FilesystemFamily.EXT && ext4 == null) {
      ext4 = readExt4();
    }
    return ext4;
  }

  private Ext4 readExt4() {
    Layer below = blockLayer();
    Path device = below == null ? null : below.device();
    Path name = device == null ? null : device.getFileName();
    if (name == null) {
      return Ext4.read(libc, base, "", null, null);
    }
    return Ext4.read(
        libc,
        base,
        uuid(),
        roots.dev().resolve(name.toString().replace('!', '/')),
        files.all(roots.proc().resolve("fs/ext4").resolve(name).resolve("options")));
  }

  private String uuid() {
    try {
      return FilesystemId.of(libc, base);
    } catch (ErrnoException e) {
      return "";
    }
  }

  /** Which modes of fallocate(2) work here; asked once. */
  FallocateModes fallocateModes() {
    if (fallocateModes == null) {
      fallocateModes = FallocateModes.ask(libc, scratch);
    }
    return fallocateModes;
  }

  Roots roots() {
    return roots;
  }

  Stack stack() {
    return stack;
  }

  Scratch scratch() {
    return scratch;
  }

  /** Release of the kernel, such as 6.1.0; null when it is not to be seen. */
  @Nullable String kernel() {
    return kernel;
  }

  /** Whether the kernel is that new; false when it does not say. */
  boolean kernelAtLeast(int major, int minor) {
    Matcher version = VERSION.matcher(kernel == null ? "" : kernel);
    if (!version.lookingAt()) {
      return false;
    }
    int first = Integer.parseInt(version.group(1));
    return first > major || first == major && Integer.parseInt(version.group(2)) >= minor;
  }

  /** Whether st_blocks comes from whoever allocates; the SMB client makes it up. */
  boolean countsBlocks() {
    return !(baseType().equals("cifs") || baseType().startsWith("smb"));
  }

  /**
   * The answer of a call, and beside it what follows from the version of the kernel alone, if that
   * is too old for what was asked.
   */
  Finding orTooOld(Finding finding, int major, int minor, String what) {
    if (kernel == null || kernelAtLeast(major, minor)) {
      return finding;
    }
    return finding.alongside(
        new Observation(
            EvidenceSource.VersionNumber,
            "/proc/sys/kernel/osrelease",
            kernel,
            CapabilityState.Absent,
            what + " is there since " + major + "." + minor));
  }

  boolean isNfs42() {
    return baseType().startsWith("nfs") && "4.2".equals(baseMount.superOption("vers"));
  }

  /** Those of the named super options that are set, as they are written. */
  String options(String... names) {
    List<String> found = new ArrayList<>();
    for (String name : names) {
      for (String option : baseMount.superOptions()) {
        if (option.equals(name) || option.startsWith(name + "=")) {
          found.add(option);
        }
      }
    }
    return String.join(",", found);
  }

  /** What the disks below say of themselves; asked once. */
  Hardware hardware() {
    return hardware.get();
  }

  /** The FS_*_FL of a new file here; of the directory, which hands them on, if none can be. */
  int newFileFlags() {
    Fd asked;
    try {
      asked = scratch.sparse();
    } catch (ScratchUnavailable | ErrnoException e) {
      asked = directory;
    }
    return InodeFlags.get(libc, asked);
  }

  KernelFiles files() {
    return files;
  }

  /** The block device right below the file system that decides, or null. */
  @Nullable Layer blockLayer() {
    Layer layer = stack.top();
    while (layer.type().equals(LayerTypes.FILESYSTEM)) {
      if (layer.below().isEmpty()) {
        return null;
      }
      layer = layer.below().getFirst();
    }
    return layer.device() == null ? null : layer;
  }

  /** Bytes of the smallest write the device below takes; 512 when there is none. */
  int logicalBlockSize() {
    DiskReport top = hardware().top();
    Fact said = top == null ? null : top.best(Trait.LogicalBlock);
    return said == null ? DEFAULT_SECTOR : (int) said.number(DEFAULT_SECTOR);
  }

  /** Why nothing can be written here, or null when it can. */
  @Nullable ErrnoException refusal() {
    try {
      scratch.sparse();
      return null;
    } catch (ScratchUnavailable e) {
      return e.why();
    } catch (ErrnoException e) {
      return e;
    }
  }

  /** Whether the directory was removed since it was opened; d_path() of fs/d_path.c says so. */
  boolean removed() {
    try {
      String now = libc.readlinkat(Fd.CWD, "/proc/self/fd/" + directory.number());
      return now.endsWith(" (deleted)") && !exists(now);
    } catch (ErrnoException e) {
      return false;
    }
  }

  private boolean exists(String file) {
    try {
      libc.statx(Fd.CWD, file);
      return true;
    } catch (ErrnoException e) {
      return e.errno() != Errno.ENOENT;
    }
  }

  @Override
  public void close() {
    scratch.close();
    if (users.decrementAndGet() == 0) {
      if (base != directory) {
        Scratch.closeQuietly(base);
      }
      Scratch.closeQuietly(directory);
    }
  }
}
