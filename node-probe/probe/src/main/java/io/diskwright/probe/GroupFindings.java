package io.diskwright.probe;

import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import io.diskwright.probe.device.DiskReport;
import io.diskwright.probe.device.Fact;
import io.diskwright.probe.device.Hardware;
import io.diskwright.probe.device.Survey;
import io.diskwright.probe.device.Trait;
import io.diskwright.probe.dm.DmControl;
import io.diskwright.probe.dm.ThinPool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a logical volume made in a group, or in a thin pool, would be able to do. */
final class GroupFindings {
  private static final String LVM = "lvm fullreport";
  private static final String QUEUE = "/sys/block/*/queue";
  private static final String UNSEEN = "what an array below keeps to itself can only be declared";

  private final GroupPlace place;
  private final Hardware hardware;
  private final KernelFiles files;

  private GroupFindings(GroupPlace place, Hardware hardware, KernelFiles files) {
    this.place = place;
    this.hardware = hardware;
    this.files = files;
  }

  static void ask(GroupPlace place, Hardware hardware, KernelFiles files, Findings out) {
    GroupFindings ask = new GroupFindings(place, hardware, files);
    ask.space(out);
    ask.copies(out);
    ask.io(out);
    out.put(Capability.Redundancy, ask.fromBelow("no layer keeps a second copy; " + UNSEEN));
    out.put(Capability.Encryption, ask.fromBelow("no layer encrypts; " + UNSEEN));
    out.put(Capability.Checksumming, ask.fromBelow("no layer checks what is read; " + UNSEEN));
    out.put(Capability.Compression, ask.fromBelow("no layer compresses; " + UNSEEN));
    out.put(Capability.Deduplication, ask.fromBelow("equal blocks stay apart; " + UNSEEN));
    out.put(Capability.ProjectQuota, absent("a group has no directories to count by"));
    out.put(Capability.SharedAccess, ask.shared());
    DiskProbe.ask(place.stack(), hardware, out);
    StackProbe.ask(place.stack(), out);
    ask.poolLegs(out);
  }

  private void space(Findings out) {
    boolean thin = place.isThin();
    out.put(
        Capability.ThinProvisioning,
        thin
            ? pool(CapabilityState.Present, null, "a volume takes blocks when it is written to")
            : absent("a volume takes all its extents at once; a thin pool would do it"));
    out.put(
        Capability.Preallocation,
        thin
            ? pool(CapabilityState.Absent, null, "blocks can only be reserved by writing them")
            : present(null, "every extent of a volume is reserved when it is made"));
    out.put(
        Capability.Discard, thin ? poolDiscard() : byQueues("discard_max_bytes", "takes discards"));
    out.put(
        Capability.WriteZeroes,
        thin ? poolZeroes() : byQueues("write_zeroes_max_bytes", "writes zeroes by itself"));
    out.put(
        Capability.ExtentMapping,
        thin
            ? pool(
                CapabilityState.Absent,
                null,
                "a thin volume tells how many sectors are mapped, but not which")
            : present(null, "the segments of every volume are in the report and in its table"));
  }

  private void copies(Findings out) {
    boolean thin = place.isThin();
    out.put(
        Capability.Snapshotting,
        thin
            ? pool(CapabilityState.Present, "thin", "a snapshot shares its blocks until written")
            : present("cow", "a snapshot keeps what is overwritten, in extents of its own"));
    out.put(
        Capability.Cloning,
        thin
            ? pool(CapabilityState.Present, "thin", "a snapshot is a volume of its own")
            : absent("a snapshot here lives off its origin and is no image of its own"));
    out.put(
        Capability.CopyOffload,
        absent("copying from volume to volume moves every byte through this host"));
    out.put(
        Capability.OverwriteInPlace,
        thin
            ? pool(CapabilityState.Present, "native", "blocks stay where they are once mapped")
            : present("native", "extents stay where they are"));
  }

  private void io(Findings out) {
    DiskReport top = hardware.top();
    Fact block = top == null ? null : top.best(Trait.LogicalBlock);
    Survey disks = hardware.survey(Trait.LogicalBlock);
    long largest = block == null ? 0 : block.number(0);
    for (String value : disks.values()) {
      largest = Math.max(largest, Long.parseLong("0" + value.replaceAll("\\D", "")));
    }
    String size = Long.toString(largest == 0 ? 512 : largest);
    out.put(
        Capability.DirectIo,
        Finding.of(
            CapabilityState.Present,
            size,
            EvidenceSource.Sysfs,
            QUEUE + "/logical_block_size",
            size,
            "a block device takes direct I/O in whole sectors"));
    out.put(Capability.AtomicWrites, atomic(top));
  }

  /** Device-mapper may pass it on or not: a volume that is there shows which. */
  private Finding atomic(@Nullable DiskReport top) {
    String call = QUEUE + "/atomic_write_unit_max_bytes";
    Fact shown = top == null ? null : top.best(Trait.AtomicWrite);
    Fact block = top == null ? null : top.best(Trait.LogicalBlock);
    if (place.volume() != null && shown != null) {
      long bytes = shown.number(0);
      boolean more = bytes > (block == null ? 512 : block.number(512));
      String said = place.volume().name() + ": " + bytes;
      return Finding.of(
          more ? CapabilityState.Present : CapabilityState.Absent,
          more ? Long.toString(bytes) : null,
          EvidenceSource.Sysfs,
          call,
          said,
          more ? "untorn up to that many bytes, by the disk" : "no promise beyond one sector");
    }
    Survey disks = hardware.survey(Trait.AtomicWrite);
    boolean none = disks.values().stream().allMatch(v -> v.matches("0?|512|4096"));
    return none
        ? Finding.absent(call, disks.result(), "no promise beyond one sector").fromSysfs()
        : Finding.unknown(
                call, disks.result(), "no volume is active to show whether it is passed on")
            .fromSysfs();
  }

  private Finding poolDiscard() {
    ThinPool state = place.state();
    if (state != null && !state.discards().isEmpty()) {
      return state.takesDiscards()
          ? dm(CapabilityState.Present, state.discards(), "a discarded block is free in the pool")
          : dm(CapabilityState.Absent, state.discards(), "the pool ignores discards");
    }
    String said = place.pool() == null ? "" : place.pool().discards();
    return said.equals("ignore")
        ? query(CapabilityState.Absent, null, said, "the pool ignores discards")
        : query(CapabilityState.Present, null, said, "a discarded block is free in the pool");
  }

  private Finding poolZeroes() {
    DiskReport top = hardware.top();
    Fact shown = top == null || place.volume() == null ? null : top.best(Trait.WriteZeroes);
    if (shown != null && top != null) {
      boolean can = shown.value().equals("true");
      return Finding.of(
          can ? CapabilityState.Present : CapabilityState.Absent,
          null,
          shown.source(),
          shown.call(),
          top.name() + ": " + shown.result(),
          can ? "the volume takes them" : "zeroes have to be written to a thin volume");
    }
    return pool(CapabilityState.Absent, null, "the thin target takes no such request");
  }

  /** By the queue of every physical volume: a layer in between may hold back what disks can. */
  private Finding byQueues(String name, String what) {
    String call = QUEUE + "/" + name;
    if (place.stack().gap() != null) {
      return Finding.unknown(call, place.stack().describe(), place.stack().gap()).fromSysfs();
    }
    List<String> said = new ArrayList<>();
    boolean all = true;
    for (Layer layer : place.stack().top().below()) {
      String value = queue(layer, name);
      if (value == null) {
        return Finding.unknown(call, layer.name() + ": not there", "it does not say").fromSysfs();
      }
      said.add(layer.name() + ": " + value);
      all &= !value.equals("0");
    }
    return Finding.of(
        all ? CapabilityState.Present : CapabilityState.Absent,
        null,
        EvidenceSource.Sysfs,
        call,
        String.join(", ", said),
        all ? "every physical volume " + what : "not every physical volume " + what);
  }

  private @Nullable String queue(Layer layer, String name) {
    boolean part = layer.type().equals(LayerTypes.PARTITION) && !layer.below().isEmpty();
    Path device = part ? layer.below().getFirst().device() : layer.device();
    return device == null ? null : files.text(device.resolve("queue").resolve(name));
  }

  private Finding fromBelow(String detail) {
    String gap = place.stack().gap();
    String call = LVM + " + /sys/block/*/slaves";
    return gap == null
        ? Finding.absent(call, place.stack().describe(), detail).fromSysfs()
        : Finding.unknown(call, place.stack().describe(), gap).fromSysfs();
  }

  /** The state of a raid below a pool that is not active is in no report. */
  private void poolLegs(Findings out) {
    VolumeLegs legs = VolumeLegs.of(place);
    if (place.active() == null && legs.raid()) {
      out.revise(
          Capability.Redundancy,
          before ->
              before.state() == CapabilityState.Present
                  ? before
                  : query(
                      CapabilityState.Unknown,
                      null,
                      legs.types(),
                      "its raid can be asked how it is only when the pool is active"));
    }
  }

  private Finding shared() {
    String how = place.group().shared();
    return how.isEmpty()
        ? query(CapabilityState.Absent, null, "no lock type", "one node at a time may use it")
        : query(CapabilityState.Present, how, how, "several nodes share the group");
  }

  private Finding present(@Nullable String value, String detail) {
    return query(CapabilityState.Present, value, place.name(), detail);
  }

  private static Finding absent(String detail) {
    return query(CapabilityState.Absent, null, "volume group", detail);
  }

  /** By the pool's device where there is one, else by LVM's metadata. */
  private Finding pool(CapabilityState state, @Nullable String value, String detail) {
    ThinPool pool = place.state();
    return pool == null
        ? query(state, value, "thin-pool", detail)
        : Finding.of(
            state,
            value,
            EvidenceSource.SystemCall,
            DmControl.STATUS,
            "thin-pool " + pool.mode(),
            detail);
  }

  private static Finding dm(CapabilityState state, String said, String detail) {
    return Finding.of(
        state, null, EvidenceSource.SystemCall, DmControl.STATUS, "thin-pool " + said, detail);
  }

  private static Finding query(
      CapabilityState state, @Nullable String value, String said, String detail) {
    return Finding.of(state, value, EvidenceSource.Query, LVM, said, detail);
  }
}
