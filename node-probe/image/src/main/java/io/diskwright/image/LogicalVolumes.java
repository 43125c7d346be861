package io.diskwright.image;

import io.diskwright.image.ImageException.Kind;
import io.diskwright.image.Verification.DriftKind;
import io.diskwright.image.Verification.Drifted;
import io.diskwright.image.Verification.Verified;
import io.diskwright.image.VolumeGroupState.Volume;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Libc;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Images as logical volumes: made, grown, looked at, deleted and swept; what {@link Allocator} is
 * for files.
 *
 * <p>A volume is made under another name, with our tags, verified, and only then given its name,
 * which LVM does in one change of its metadata: a crash leaves nothing that counts, or the finished
 * image. A volume without our tag is never touched. Safe for use by many threads and processes.
 */
public final class LogicalVolumes {
  private static final Path DEVICES = Path.of("/dev");
  private static final Path LOCKS = Path.of("/run/lock/diskwright");

  private final Libc libc;
  private final Lvm lvm;
  private final Path devices;
  private final Path locks;
  private final VolumeVerifier verifier;

  LogicalVolumes(Libc libc, Lvm lvm, Path devices, Path locks) {
    this.libc = libc;
    this.lvm = lvm;
    this.devices = devices;
    this.locks = locks;
    this.verifier = new VolumeVerifier(libc, devices);
  }

  /** Works by the running kernel and the lvm of this host. */
  public static LogicalVolumes system() {
    return new LogicalVolumes(Libc.system(), Lvm.system(), DEVICES, LOCKS);
  }

  /**
   * Makes the volume, or finds that it is there as ordered; idempotent, and safe to kill at any
   * step.
   *
   * @throws ImageException what went wrong, and that nothing was left
   */
  public Verified make(VolumeOrder order, Progress progress) throws ImageException {
    try (VolumeLock lock = VolumeLock.take(libc, locks, order.uid())) {
      VolumeGroupState group = open(order.place());
      Optional<Verified> there = finished(order, group);
      if (there.isPresent()) {
        return there.get();
      }
      String temporary = VolumeNames.unfinished(order.uid());
      removeOurs(order.place(), group, temporary, order.uid());
      requireWhole(order, group);
      VolumeRoom.require(order, group, order.extents(group.extentBytes()), true);
      goOn(order, progress);
      return make(order, group, temporary, progress);
    } catch (ErrnoException e) {
      throw trouble(e, "making " + order.described(), order.place());
    }
  }

  private Verified make(
      VolumeOrder order, VolumeGroupState group, String temporary, Progress progress)
      throws ImageException {
    try {
      lvm.create(order, group.extentBytes());
      proven(order, temporary);
      goOn(order, progress);
      lvm.rename(order.place(), temporary, order.name());
    } catch (ErrnoException e) {
      throw undone(trouble(e, "making " + order.described(), order.place()), order, temporary);
    } catch (ImageException e) {
      throw undone(e, order, temporary);
    }
    lvm.untag(order.place(), order.name(), VolumeNames.MAKING);
    return proven(order, order.name());
  }

  /** Compares the volume with what was ordered; nothing is changed. */
  public Verification verify(VolumeOrder order) throws ImageException {
    try {
      VolumeGroupState group = lvm.report(order.place().group());
      Optional<String> other = order.place().difference(libc, group);
      return other.isPresent()
          ? VolumeVerifier.drifted(
              DriftKind.Replaced,
              "The volume group " + order.place().text() + " " + other.get() + ".")
          : verifier.look(order, group, order.name());
    } catch (ErrnoException e) {
      throw trouble(e, "verifying " + order.described(), order.place());
    }
  }

  /**
   * Makes the volume as large as {@code order} says, or finds that it is; its type stays.
   *
   * @throws ImageException why not; then it is as it was
   */
  public Verified grow(VolumeOrder order, Progress progress) throws ImageException {
    try (VolumeLock lock = VolumeLock.take(libc, locks, order.uid())) {
      VolumeGroupState group = open(order.place());
      Volume volume =
          group
              .find(order.name())
              .filter(one -> one.isOf(order.uid()))
              .orElseThrow(() -> refused(order, order.device() + " is not there, or not ours"));
      long wanted = order.volumeBytes(group.extentBytes());
      if (volume.bytes() > wanted) {
        throw refused(
            order,
            "it has "
                + volume.bytes()
                + " bytes already, more than "
                + wanted
                + ", and an image never shrinks");
      }
      if (volume.bytes() < wanted) {
        proven(order.withSize(volume.bytes()), order.name());
        requireUnused(order.place(), volume);
        requireWhole(order, group);
        long more = (wanted - volume.bytes()) / group.extentBytes();
        VolumeRoom.require(order, group, more, false);
        goOn(order, progress);
        lvm.extend(order, group.extentBytes());
      }
      return proven(order, order.name());
    } catch (ErrnoException e) {
      throw trouble(e, "growing " + order.described(), order.place());
    }
  }

  /**
   * Deletes the volume of the image {@code uid}; deleting what is not there is done already.
   *
   * @param scrub whether its data is overwritten before its space is given back (security Low and
   *     above)
   */
  public void delete(VolumePlace place, String uid, boolean scrub) throws ImageException {
    OrderRules.checkUid(uid);
    try (VolumeLock lock = VolumeLock.take(libc, locks, uid)) {
      VolumeGroupState group = open(place);
      removeOurs(place, group, VolumeNames.unfinished(uid), uid);
      removeOurs(place, group, VolumeNames.condemned(uid), uid);
      Optional<Volume> found = group.find(VolumeNames.finished(uid));
      if (found.isEmpty()) {
        return;
      }
      if (!found.get().isOf(uid)) {
        throw new ImageException(
            Kind.InTheWay,
            "The volume %s/%s does not bear the tag %s: it is not ours, and was not deleted."
                .formatted(place.group(), found.get().name(), VolumeNames.tag(uid)));
      }
      requireUnused(place, found.get());
      if (scrub) {
        String condemned = VolumeNames.condemned(uid);
        lvm.rename(place, found.get().name(), condemned);
        removeOurs(place, lvm.report(place.group()), condemned, uid);
      } else {
        lvm.remove(place, found.get().name());
      }
    } catch (ErrnoException e) {
      throw trouble(e, "deleting image " + uid, place);
    }
  }

  /**
   * Removes what killed runs left behind in the place, but nothing that a live process works on.
   *
   * @return the names that were removed
   */
  public List<String> sweep(VolumePlace place) throws ImageException {
    List<String> removed = new ArrayList<>();
    for (Volume one : open(place).volumes()) {
      Optional<String> uid = VolumeNames.leftover(one.name()).filter(one::isOf);
      if (uid.isEmpty() || !one.pool().equals(poolOf(place))) {
        continue;
      }
      Optional<VolumeLock> lock = VolumeLock.tryTake(libc, locks, uid.get());
      if (lock.isPresent()) {
        try (VolumeLock held = lock.get()) {
          if (removeOurs(place, open(place), one.name(), uid.get())) {
            removed.add(one.name());
          }
        } catch (ErrnoException e) {
          throw trouble(e, "removing what was left of image " + uid.get(), place);
        }
      }
    }
    return removed;
  }

  /** The UUID of the group, as it is now, and of the thin pool behind a slash, if one is meant. */
  public String uuid(VolumePlace place) throws ImageException {
    VolumeGroupState group = lvm.report(place.group());
    if (place.thinPool() == null) {
      return group.uuid();
    }
    return group
        .find(place.thinPool())
        .map(pool -> group.uuid() + "/" + pool.uuid())
        .orElseThrow(() -> wrong(place, "has no thin pool of that name; lvs lists what there is"));
  }

  /** The group, if it is the one that is meant and may be used. */
  private VolumeGroupState open(VolumePlace place) throws ImageException {
    VolumeGroupState group = lvm.report(place.group());
    Optional<String> other = place.difference(libc, group);
    if (other.isPresent()) {
      throw wrong(place, other.get());
    }
    if (group.exported()) {
      throw wrong(place, "was exported; vgimport brings it back");
    }
    if (!group.sharedBy().isEmpty()) {
      throw wrong(
          place,
          "is shared by several hosts ("
              + group.sharedBy()
              + "), where no images are made; choose another group");
    }
    return group;
  }

  private static void requireWhole(VolumeOrder order, VolumeGroupState group)
      throws ImageException {
    if (group.physical().stream().anyMatch(VolumeGroupState.Physical::missing)) {
      throw wrong(order.place(), "lacks a physical volume, so LVM makes no volume there; see pvs");
    }
  }

  private Optional<Verified> finished(VolumeOrder order, VolumeGroupState group)
      throws ImageException {
    return switch (verifier.look(order, group, order.name())) {
      case Verified verified -> {
        if (group.find(order.name()).orElseThrow().tags().contains(VolumeNames.MAKING)) {
          lvm.untag(order.place(), order.name(), VolumeNames.MAKING);
        }
        yield Optional.of(verified);
      }
      case Drifted drifted -> {
        if (drifted.drifts().getFirst().kind() == DriftKind.Missing) {
          yield Optional.empty();
        }
        StringBuilder text = new StringBuilder();
        text.append("There is already something at ").append(order.device());
        text.append(" which is not the ").append(order.described()).append(" that was ordered: ");
        drifted.drifts().forEach(drift -> text.append(drift.message()).append(' '));
        throw new ImageException(Kind.InTheWay, text.append("Nothing was changed.").toString());
      }
    };
  }

  private Verified proven(VolumeOrder order, String name) throws ImageException {
    return switch (verifier.look(order, lvm.report(order.place().group()), name)) {
      case Verified verified -> verified;
      case Drifted drifted ->
          throw new ImageException(
              Kind.Failed,
              "LVM did not do what was ordered for "
                  + order.described()
                  + ": "
                  + drifted.drifts().getFirst().message());
    };
  }

  private ImageException undone(ImageException e, VolumeOrder order, String temporary) {
    try {
      removeOurs(order.place(), open(order.place()), temporary, order.uid());
      return Trouble.with(e, " Nothing was left.");
    } catch (ErrnoException | ImageException again) {
      return Trouble.with(
          e, " What was begun could not be removed; it is removed before the next try.");
    }
  }

  /** Removes a volume if it is there and ours; one that is condemned is overwritten first. */
  private boolean removeOurs(VolumePlace place, VolumeGroupState group, String name, String uid)
      throws ImageException {
    Optional<Volume> found = group.find(name);
    if (found.isEmpty()) {
      return false;
    }
    if (!found.get().isOf(uid)) {
      throw new ImageException(
          Kind.InTheWay,
          "The volume %s/%s does not bear the tag %s: it is not ours. Rename it; nothing was changed."
              .formatted(place.group(), name, VolumeNames.tag(uid)));
    }
    requireUnused(place, found.get());
    if (VolumeNames.isCondemned(name)) {
      scrub(place, found.get());
    }
    lvm.remove(place, name);
    return true;
  }

  private void scrub(VolumePlace place, Volume volume) throws ImageException {
    Volume active = volume;
    if (!volume.active()) {
      lvm.activate(place, volume.name());
      active = lvm.report(place.group()).find(volume.name()).orElseThrow();
    }
    try (VolumeDevice device = VolumeDevice.open(libc, devices, place.group(), active, true)) {
      if (volume.pool().isEmpty()) {
        device.zero();
      } else {
        device.zeroWhatIsThere();
      }
    }
  }

  private static void requireUnused(VolumePlace place, Volume volume) throws ImageException {
    if (volume.open()) {
      throw new ImageException(
          Kind.InTheWay,
          "The volume %s/%s is in use: something has it open. Stop what uses it (a VM, a mount) and try again. Nothing was changed."
              .formatted(place.group(), volume.name()));
    }
  }

  private static void goOn(VolumeOrder order, Progress progress) throws ImageException {
    Ticker.of(order.described(), progress).tick("making the volume", 0, order.sizeBytes());
  }

  private static String poolOf(VolumePlace place) {
    return place.thinPool() == null ? "" : place.thinPool();
  }

  private static ImageException refused(VolumeOrder order, String why) {
    return new ImageException(
        Kind.Failed, "Cannot grow " + order.described() + ": " + why + ". It was not changed.");
  }

  private static ImageException wrong(VolumePlace place, String what) {
    return new ImageException(
        Kind.WrongPlace, "The volume group " + place.text() + " " + what + ".");
  }

  private static ImageException trouble(ErrnoException e, String doing, VolumePlace place) {
    return Trouble.of(e, doing, Path.of("/dev", place.group()));
  }
}
