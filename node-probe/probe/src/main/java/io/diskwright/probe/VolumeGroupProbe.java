package io.diskwright.probe;

import io.diskwright.api.v1alpha1.DeviceCapacity;
import io.diskwright.libc.Libc;
import io.diskwright.probe.device.Hardware;
import io.diskwright.probe.dm.ThinPool;
import io.diskwright.probe.lvm.LvmException;
import io.diskwright.probe.lvm.VolumeGroup;
import io.diskwright.probe.lvm.VolumeGroup.Logical;
import io.diskwright.probe.lvm.VolumeGroup.Physical;
import io.diskwright.probe.lvm.VolumeGroupReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Probes volume groups and thin pools. Nothing is written, and no volume is made. */
final class VolumeGroupProbe {
  private final Libc libc;
  private final KernelFiles files;
  private final Roots roots;
  private final VolumeGroupReader reader;

  VolumeGroupProbe(Libc libc, KernelFiles files, Roots roots) {
    this(libc, files, roots, new VolumeGroupReader(libc, () -> devices(files, roots)));
  }

  VolumeGroupProbe(Libc libc, KernelFiles files, Roots roots, VolumeGroupReader reader) {
    this.libc = libc;
    this.files = files;
    this.roots = roots;
    this.reader = reader;
  }

  private static List<String> devices(KernelFiles files, Roots roots) {
    Path block = roots.sys().resolve("class/block");
    List<String> found = new ArrayList<>();
    for (String name : KernelFiles.names(block)) {
      found.add(name + " " + files.text(block.resolve(name).resolve("size")));
    }
    return found;
  }

  /** The parts of the probe. */
  List<Part> parts(ProbeTarget.VolumeGroup target, int reservePercent) {
    return List.of(
        new Part("lvm fullreport", Part.Needs.NOTHING, out -> probe(target, reservePercent, out)));
  }

  private void probe(ProbeTarget.VolumeGroup target, int reservePercent, Findings out)
      throws ProbeException {
    VolumeGroup group;
    try {
      group = reader.read(target.name());
    } catch (LvmException e) {
      String why = "cannot probe " + Messages.printable(target.toString()) + ": " + e.getMessage();
      throw new ProbeException(why, e.isUnknownGroup());
    }
    GroupPlace place = GroupPlace.of(group, pool(group, target.thinPool()), libc, files, roots);
    Layer shown = place.volume() != null ? place.volume() : only(place);
    Hardware hardware = new HardwareReader(libc, files, roots, place.stack(), shown).get();
    GroupFindings.ask(place, hardware, files, out);
    out.facts(facts(place, hardware, reservePercent));
    out.ready(GroupHealth.ready(place));
    out.healthy(GroupHealth.healthy(place));
  }

  private static @Nullable Layer only(GroupPlace place) {
    List<Layer> below = place.stack().top().below();
    return below.size() == 1 ? below.getFirst() : null;
  }

  private static @Nullable Logical pool(VolumeGroup group, @Nullable String name)
      throws ProbeException {
    if (name == null) {
      return null;
    }
    Logical pool = group.find(name);
    if (pool == null || !pool.type().equals("thin-pool")) {
      List<String> pools = group.thinPools();
      throw new ProbeException(
          "cannot probe "
              + Messages.printable(group.name() + "/" + name)
              + ": the volume group has no thin pool of that name; "
              + (pools.isEmpty() ? "it has none" : "it has " + String.join(", ", pools)),
          true);
    }
    return pool;
  }

  private Facts facts(GroupPlace place, Hardware hardware, int reservePercent) {
    VolumeGroup group = place.group();
    Logical pool = place.pool();
    String uuid = pool == null ? group.uuid() : group.uuid() + "/" + pool.uuid();
    return new Facts(
        place.name(),
        IdentityReader.kind(place.stack(), hardware),
        IdentityReader.read(uuid, null, place.stack(), hardware, files, roots),
        place.stack().published(),
        properties(place, hardware),
        capacity(place, reservePercent));
  }

  private SortedMap<String, String> properties(GroupPlace place, Hardware hardware) {
    SortedMap<String, String> all = new TreeMap<>();
    VolumeGroup group = place.group();
    all.put("volumeGroup", group.name());
    all.put("extentSize", Long.toString(group.extentSize()));
    all.put("physicalVolumes", Integer.toString(group.physical().size()));
    String kernel = files.text(roots.proc().resolve("sys/kernel/osrelease"));
    if (kernel != null) {
      all.put("kernel", kernel);
    }
    Logical pool = place.pool();
    if (pool != null) {
      all.put("thinPool", pool.name());
      all.put("discards", pool.discards());
      all.put("thinPoolSegments", VolumeLegs.of(place).types());
    } else {
      all.put("thinPools", String.join(",", group.thinPools()));
      all.put("mirrorableBytes", Long.toString(mirrorable(group)));
    }
    ThinPool state = place.state();
    if (state != null) {
      all.put("chunkSize", Long.toString(state.blockBytes()));
      all.put("whenFull", state.errorIfFull() ? "error" : "queue");
    }
    place.stack().raidLevel().ifPresent(level -> all.put("raidLevel", level));
    DiskProperties.read(hardware, all);
    all.values().removeIf(String::isEmpty);
    return all;
  }

  /** Bytes that two copies may take together, each on other physical volumes than the other. */
  private static long mirrorable(VolumeGroup group) {
    long all = 0;
    long largest = 0;
    for (Physical one : group.physical()) {
      if (one.allocatable() && !one.missing()) {
        all += one.free();
        largest = Math.max(largest, one.free());
      }
    }
    return 2 * Math.min(all / 2, all - largest);
  }

  /** Of a pool that is not active nobody knows how full it is: it has no room until it is. */
  private static DeviceCapacity capacity(GroupPlace place, int reservePercent) {
    long total = place.group().size();
    long free =
        place.group().physical().stream()
            .filter(one -> one.allocatable() && !one.missing())
            .mapToLong(Physical::free)
            .sum();
    Logical pool = place.pool();
    if (pool != null) {
      ThinPool state = place.state();
      total = pool.size();
      free =
          state == null || state.full()
              ? 0
              : Math.max(0, state.totalData() - state.usedData()) * state.blockBytes();
    }
    long reserve = total / 100 * reservePercent + total % 100 * reservePercent / 100;
    return new DeviceCapacity(total, free, Math.max(0, free - reserve));
  }
}
