package io.diskwright.probe;

import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.DeviceCapacity;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Statfs;
import io.diskwright.probe.declared.DeclarationFile;
import io.diskwright.probe.measured.MeasurementFile;
import io.fabric8.kubernetes.api.model.Condition;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Probes one directory or volume group: every capability of the defined set, the stack below,
 * identity and capacity. Starts no process, but for {@code lvm} once for each change of a group.
 * Safe for use by several threads.
 */
public final class DeviceProbe {
  private static final List<CapabilityProbe> PROBES =
      List.of(
          new FormatProbe(),
          new SpaceProbe(),
          new SharingProbe(),
          new IoProbe(),
          new BelowProbe(),
          new AdminProbe(),
          new StackProbe(),
          new DiskProbe());

  /** Of the time limit for one question, how many {@code lvm} has: it asks every disk there is. */
  private static final int LVM_CALLS = 6;

  private final Libc libc;
  private final Roots roots;
  private final KernelFiles files;
  private final Publication publication;
  private final VolumeGroupProbe groups;
  private final Watch watch;

  /** What was last seen of each target, for when it does not answer. */
  private final Map<String, Facts> known;

  /** Probes with the kernel itself, and the system's clock for the conditions. */
  public DeviceProbe() {
    this(Libc.system(), Clock.systemUTC());
  }

  /**
   * The same, where QEMU is.
   *
   * @param qemu tells its version, or nothing; asked only of a place that was measured
   */
  public DeviceProbe(Supplier<String> qemu) {
    this(Libc.system(), Clock.systemUTC(), Roots.REAL, qemu);
  }

  /** Probes through {@code libc}; the conditions' times come from {@code clock}. */
  public DeviceProbe(Libc libc, Clock clock) {
    this(libc, clock, Roots.REAL);
  }

  DeviceProbe(Libc libc, Clock clock, Roots roots) {
    this(libc, clock, roots, () -> "");
  }

  DeviceProbe(Libc libc, Clock clock, Roots roots, Supplier<String> qemu) {
    this.libc = libc;
    this.roots = roots;
    this.files = new KernelFiles(libc);
    this.groups = new VolumeGroupProbe(libc, files, roots);
    this.publication = new Publication(new Conditions(clock), qemu);
    this.watch = new Watch();
    this.known = new ConcurrentHashMap<>();
  }

  private DeviceProbe(DeviceProbe whole, LongSupplier nanoTime) {
    this.libc = whole.libc;
    this.roots = whole.roots;
    this.files = whole.files.round(nanoTime);
    this.groups = whole.groups;
    this.publication = whole.publication;
    this.watch = whole.watch;
    this.known = whole.known;
  }

  /**
   * The same for several targets that are probed one after the other or side by side: what they
   * share, such as the mount table or a disk below several of them, is asked once, and again when
   * the answer is older than a second.
   */
  public DeviceProbe round() {
    return round(System::nanoTime);
  }

  /** The same by another clock. */
  DeviceProbe round(LongSupplier nanoTime) {
    return new DeviceProbe(this, nanoTime);
  }

  /**
   * Probes a directory, each question with a time limit: what does not answer is Unknown, and the
   * condition Ready says so. A target of which a call still hangs is not asked again before the
   * call came back; until then it is as it was found. Writes nothing but nameless or temporary
   * files in it and leaves nothing behind, even when killed.
   *
   * @return the device as published: its name, its labels {@code diskwright.io/node} and {@code
   *     diskwright.io/pool} (when there is one) and its status with conditions
   * @throws ProbeException when the directory cannot even be opened, or this thread is interrupted
   */
  public StorageDevice probe(ProbeRequest request) throws ProbeException {
    return probe(request, null);
  }

  /**
   * The same, keeping the transition times of the conditions that did not change.
   *
   * @param before conditions published last time, or null
   */
  public StorageDevice probe(ProbeRequest request, @Nullable List<Condition> before)
      throws ProbeException {
    return switch (request.target()) {
      case ProbeTarget.Directory directory ->
          probe(request, directory.path().toAbsolutePath(), "", before);
      case ProbeTarget.VolumeGroup group -> probe(request, group, before);
    };
  }

  /**
   * Probes where {@code request.directory()}, which is missing, would be made: the directory above
   * it. The device is called as it will be once the directory is there.
   *
   * @throws ProbeException when the directory above cannot be opened
   */
  public StorageDevice probeMissing(ProbeRequest request) throws ProbeException {
    Path directory = request.directory().toAbsolutePath().normalize();
    Path parent = directory.getParent();
    Path name = directory.getFileName();
    return parent == null || name == null
        ? probe(request)
        : probe(request, parent, name.toString(), null);
  }

  /**
   * Looks at a directory without probing it.
   *
   * @return empty when it is no directory, cannot be looked at, or does not answer in time; then a
   *     probe tells more
   * @throws ProbeException when this thread is interrupted
   */
  public Optional<Glance> glance(ProbeRequest request) throws ProbeException {
    if (!(request.target() instanceof ProbeTarget.Directory directory)) {
      return Optional.empty();
    }
    String path = directory.path().toAbsolutePath().toString();
    AtomicReference<@Nullable Glance> seen = new AtomicReference<>();
    Part look =
        new Part(
            "statfs",
            Part.Needs.NOTHING,
            out -> seen.set(Glance.at(libc, path, request.reservePercent())));
    watch.run(path, request.timeLimit(), List.of(look));
    return Optional.ofNullable(seen.get());
  }

  private StorageDevice probe(
      ProbeRequest request, Path asked, String below, @Nullable List<Condition> before)
      throws ProbeException {
    String path = asked.toString();
    Findings found = watch.run(path, request.timeLimit(), parts(request, path, below));
    return publication.device(request, found, facts(path, found), before);
  }

  private StorageDevice probe(
      ProbeRequest request, ProbeTarget.VolumeGroup group, @Nullable List<Condition> before)
      throws ProbeException {
    String name = "lvm:" + group; // no path begins so
    Duration limit = request.timeLimit().multipliedBy(LVM_CALLS);
    Findings found = watch.run(name, limit, groups.parts(group, request.reservePercent()));
    return publication.device(request, found, facts(name, found), before);
  }

  private Facts facts(String path, Findings found) {
    Facts facts = found.facts();
    if (facts != null) {
      known.put(path, facts);
      return facts;
    }
    Facts sketch = found.sketch();
    return known.getOrDefault(path, sketch == null ? Facts.unseen(path) : sketch);
  }

  private List<Part> parts(ProbeRequest request, String path, String below) {
    int reserve = request.reservePercent();
    List<Part> parts = new ArrayList<>();
    parts.add(new Part("open", Part.Needs.NOTHING, out -> open(path, below, reserve, true, out)));
    parts.add(
        new Part(
            "open without the layers below",
            Part.Needs.NO_PLACE,
            out -> {
              if (out.reached()) {
                open(path, below, reserve, false, out);
              }
            }));
    parts.add(new Part("mountinfo", Part.Needs.NO_PLACE, out -> fromMountTable(path, out)));
    parts.add(Part.at("the disks themselves", (place, out) -> place.hardware()));
    PROBES.forEach(probe -> parts.add(Part.at(probe.getClass().getSimpleName(), probe::ask)));
    parts.add(
        Part.at(
            "identity and properties",
            (place, out) -> out.facts(Facts.read(place, roots, below, reserve))));
    if (below.isEmpty()) { // the files of the directory above say nothing of this one
      parts.add(
          Part.at(
              DeclarationFile.NAME,
              (place, out) -> out.declared(DeclarationFile.read(libc, place.directory()))));
      parts.add(
          Part.at(
              MeasurementFile.NAME,
              (place, out) -> out.measured(MeasurementFile.read(libc, place.directory()))));
    }
    parts.add(
        Part.at(
            "write",
            (place, out) -> {
              Verdict unmounted =
                  request.requireMountPoint() ? MountPoint.missing(place, below) : null;
              out.ready(unmounted == null ? Health.ready(place, roots, out) : unmounted);
            }));
    parts.add(Part.at("health", (place, out) -> out.healthy(Health.healthy(place, roots, out))));
    return parts;
  }

  private void open(String path, String below, int reserve, boolean layers, Findings out)
      throws ProbeException {
    Fd directory;
    try {
      directory = libc.openat(Fd.CWD, path, Fcntl.O_RDONLY | Fcntl.O_DIRECTORY, 0);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOENT || !Health.meansGone(e.errno())) {
        throw new ProbeException(whyNot(path, e), e);
      }
      out.gone(e); // a file system that was shut down opens nothing, xfs for one
      return;
    }
    out.reach();
    Place place;
    try {
      place = new Place(libc, files, roots, directory, layers);
    } catch (RuntimeException e) {
      Scratch.closeQuietly(directory);
      if (!(e instanceof ErrnoException errno)) {
        throw e;
      }
      if (!Health.meansGone(errno.errno())) {
        throw new ProbeException(whyNot(path, errno), errno);
      }
      out.gone(errno);
      return;
    }
    out.place(place);
    out.sketch(Facts.of(place, below, reserve));
  }

  private void fromMountTable(String path, Findings out) {
    Mount mount = Mount.above(files.all(roots.proc().resolve("self/mountinfo")), path);
    if (mount != null) {
      out.sketch(Facts.fromMountTable(path, mount));
    }
  }

  /** Free for an ordinary user, less the reserve. */
  static DeviceCapacity capacity(Statfs statfs, int reservePercent) {
    long total = statfs.blocks() * statfs.blockSize();
    long free = statfs.availableBlocks() * statfs.blockSize();
    long reserve = total / 100 * reservePercent + total % 100 * reservePercent / 100;
    return new DeviceCapacity(total, free, Math.max(0, free - reserve));
  }

  private static String whyNot(String path, ErrnoException e) {
    String what =
        switch (e.errno()) {
          case Errno.ENOENT -> "it does not exist; create the directory, or name another";
          case Errno.ENOTDIR -> "it is not a directory; name the directory that is to hold images";
          case Errno.EACCES, Errno.EPERM ->
              "this user may not open it; run as root, or give this user the right to read it and"
                  + " to enter every directory above it";
          case Errno.ELOOP -> "its symbolic links go in a circle; name the directory itself";
          case Errno.ENAMETOOLONG, Errno.EINVAL -> "it is no valid path; correct it";
          default -> e.getMessage() + "; check the file system";
        };
    return "cannot probe " + Messages.printable(path) + ": " + what;
  }
}
