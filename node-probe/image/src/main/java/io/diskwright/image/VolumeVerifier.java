package io.diskwright.image;

import io.diskwright.image.Verification.Drift;
import io.diskwright.image.Verification.DriftKind;
import io.diskwright.image.Verification.Drifted;
import io.diskwright.image.Verification.Verified;
import io.diskwright.libc.Libc;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Compares a volume with what was ordered: segment type, pool, size, tag, health, device. */
final class VolumeVerifier {
  private static final String LOOK = "Look with lvs, or delete the image and make it again.";

  private final Libc libc;
  private final Path devices;

  VolumeVerifier(Libc libc, Path devices) {
    this.libc = libc;
    this.devices = devices;
  }

  /** Looks at the volume {@code name}, finished or not, in the group as it was reported. */
  Verification look(VolumeOrder order, VolumeGroupState group, String name) throws ImageException {
    Path path = Path.of("/dev", group.name(), name);
    Optional<VolumeGroupState.Volume> found = group.find(name);
    if (found.isEmpty()) {
      return drifted(DriftKind.Missing, path + " is not there.");
    }
    VolumeGroupState.Volume volume = found.get();
    if (!volume.isOf(order.uid())) {
      return drifted(
          DriftKind.Replaced,
          path + " does not bear the tag " + VolumeNames.tag(order.uid()) + ": it is not ours.");
    }
    List<Drift> drifts = new ArrayList<>();
    compareKind(order, volume, path, drifts);
    long ordered = order.volumeBytes(group.extentBytes());
    if (volume.bytes() != ordered) {
      drifts.add(size(path, volume.bytes(), ordered, "LVM"));
    }
    if (!volume.health().isEmpty()) {
      drifts.add(
          new Drift(
              DriftKind.Degraded,
              path
                  + ": lvs says "
                  + volume.health()
                  + "; a copy is missing or stale. Look with 'lvs -a -o+devices', and repair the"
                  + " group with vgck and lvconvert --repair."));
    }
    if (drifts.isEmpty()) {
      long seen = deviceBytes(group, volume);
      if (seen != ordered) {
        drifts.add(size(path, seen, ordered, "the kernel"));
      }
    }
    return drifts.isEmpty()
        ? verified(order, group, volume, path)
        : new Drifted(List.copyOf(drifts));
  }

  private long deviceBytes(VolumeGroupState group, VolumeGroupState.Volume volume)
      throws ImageException {
    if (!volume.active()) {
      throw new ImageException(
          ImageException.Kind.Failed,
          "The volume "
              + group.name()
              + "/"
              + volume.name()
              + " is not active, so nobody can use it; 'lvchange -ay' makes it so.");
    }
    try (VolumeDevice device = VolumeDevice.open(libc, devices, group.name(), volume, false)) {
      return device.bytes();
    }
  }

  private static void compareKind(
      VolumeOrder order, VolumeGroupState.Volume volume, Path path, List<Drift> drifts) {
    if (!volume.type().equals(order.kind().segmentType())) {
      drifts.add(
          new Drift(
              DriftKind.HeaderChanged,
              path
                  + " has the segment type "
                  + volume.type()
                  + "; ordered was "
                  + order.kind().segmentType()
                  + ". "
                  + LOOK));
    }
    String pool = order.place().thinPool() == null ? "" : order.place().thinPool();
    if (!volume.pool().equals(pool)) {
      drifts.add(
          new Drift(
              DriftKind.HeaderChanged,
              path
                  + " is "
                  + (volume.pool().isEmpty() ? "in no pool" : "in the pool " + volume.pool())
                  + "; ordered was "
                  + (pool.isEmpty() ? "no pool" : "the pool " + pool)
                  + ". "
                  + LOOK));
    }
  }

  private static Verified verified(
      VolumeOrder order, VolumeGroupState group, VolumeGroupState.Volume volume, Path path) {
    return switch (order.kind()) {
      case thick -> of(volume, path, volume.bytes(), "lvs segtype linear, BLKGETSIZE64");
      case raid1 ->
          of(
              volume,
              path,
              2 * (volume.bytes() + group.extentBytes()), // each copy has its bitmap in one more
              "lvs segtype raid1, " + percent(volume.syncPercent()) + " in sync, BLKGETSIZE64");
      case thin ->
          of(
              volume,
              path,
              (long) (volume.bytes() / 100.0 * volume.dataPercent()),
              "lvs segtype thin, data_percent, BLKGETSIZE64");
    };
  }

  private static Verified of(
      VolumeGroupState.Volume volume, Path path, long allocated, String how) {
    return new Verified(path, allocated, volume.bytes(), how);
  }

  private static String percent(double value) {
    return String.format(Locale.ROOT, "%.0f %%", value);
  }

  private static Drift size(Path path, long found, long ordered, String who) {
    return new Drift(
        found > ordered ? DriftKind.Grown : DriftKind.Truncated,
        path
            + " has "
            + found
            + " bytes by "
            + who
            + "; ordered were "
            + ordered
            + " in whole extents. "
            + LOOK);
  }

  static Drifted drifted(DriftKind kind, String message) {
    return new Drifted(List.of(new Drift(kind, message)));
  }
}
