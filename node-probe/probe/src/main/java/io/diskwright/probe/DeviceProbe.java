package io.diskwright.probe;

import io.diskwright.api.v1alpha1.CapabilityStatus;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.DeviceCapacity;
import io.diskwright.api.v1alpha1.DeviceIdentity;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Statfs;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import io.diskwright.planner.DeviceKind;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Probes one directory: every capability of the defined set, the stack below, identity and
 * capacity. Starts no process. Safe for use by several threads.
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
          new StackProbe());

  private final Libc libc;
  private final Roots roots;
  private final KernelFiles files;
  private final Conditions conditions;

  /** Probes with the kernel itself, and the system's clock for the conditions. */
  public DeviceProbe() {
    this(Libc.system(), Clock.systemUTC());
  }

  /** Probes through {@code libc}; the conditions' times come from {@code clock}. */
  public DeviceProbe(Libc libc, Clock clock) {
    this(libc, clock, Roots.REAL);
  }

  DeviceProbe(Libc libc, Clock clock, Roots roots) {
    this.libc = libc;
    this.roots = roots;
    this.files = new KernelFiles(libc);
    this.conditions = new Conditions(clock);
  }

  /**
   * Probes a directory; writes nothing but nameless or temporary files in it and leaves nothing
   * behind, even when killed.
   *
   * @return the device as published: its name, its labels {@code diskwright.io/node} and {@code
   *     diskwright.io/pool} (when there is one) and its status with conditions
   * @throws ProbeException when the directory cannot even be opened
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
    return probe(request, request.directory().toAbsolutePath(), "", before);
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

  private StorageDevice probe(
      ProbeRequest request, Path asked, String below, @Nullable List<Condition> before)
      throws ProbeException {
    String path = asked.toString();
    try (Fd directory = libc.openat(Fd.CWD, path, Fcntl.O_RDONLY | Fcntl.O_DIRECTORY, 0);
        Place place = new Place(libc, files, roots, directory)) {
      return publish(request, place, below, before);
    } catch (ErrnoException e) {
      throw new ProbeException(whyNot(path, e), e);
    }
  }

  private StorageDevice publish(
      ProbeRequest request, Place place, String below, @Nullable List<Condition> before) {
    Findings findings = new Findings();
    PROBES.forEach(probe -> probe.ask(place, findings));
    DeviceKind kind = IdentityReader.kind(place);
    List<CapabilityStatus> capabilities =
        joined(findings, new Declarations(request.declared(), kind == DeviceKind.Memory));
    List<Capability> has =
        capabilities.stream()
            .filter(status -> status.state() == CapabilityState.Present)
            .map(CapabilityStatus::name)
            .toList();
    DeviceIdentity identity = IdentityReader.read(place, roots);
    String canonicalPath = Path.of(place.path()).resolve(below).toString();
    StorageDevice device = new StorageDevice();
    device.setMetadata(
        new ObjectMetaBuilder()
            .withName(DeviceName.of(request.nodeName(), identity, canonicalPath))
            .withLabels(labels(request))
            .build());
    device.setStatus(
        new StorageDeviceStatus(
            request.nodeName(),
            request.target().published(),
            kind,
            identity,
            place.stack().published(),
            PropertyReader.read(place),
            capacity(place.statfs(), request.reservePercent()),
            capabilities,
            has,
            Capability.complementOf(has),
            null,
            Health.conditions(place, roots, conditions, before)));
    return device;
  }

  /** Every capability, sorted by name. */
  private static List<CapabilityStatus> joined(Findings findings, Declarations declarations) {
    return List.of(Capability.values()).stream()
        .sorted(Comparator.comparing(Capability::name))
        .map(
            capability -> {
              Finding finding = declarations.join(capability, findings.get(capability));
              return new CapabilityStatus(
                  capability, finding.state(), finding.value(), finding.evidence());
            })
        .toList();
  }

  private static Map<String, String> labels(ProbeRequest request) {
    Map<String, String> labels = new TreeMap<>();
    labels.put("diskwright.io/node", request.nodeName());
    if (!request.pool().isEmpty()) {
      labels.put("diskwright.io/pool", request.pool());
    }
    return labels;
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
    return "cannot probe " + printable(path) + ": " + what;
  }

  private static String printable(String path) {
    String shown = path.length() > 200 ? path.substring(0, 200) + "…" : path;
    return shown.replaceAll("\\p{Cntrl}", "?");
  }
}
