package io.diskwright.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * For every input of a decision a case in which it alone changes the choice, and is named. The
 * costs are {@link FixedCosts}, so no measurement changes them.
 */
final class GoldenChoicesTest {
  private static final long TIB = 1L << 40;
  private static final Planner PLANNER = new Planner(new Abilities(true), new FixedCosts());

  /**
   * One input that changes.
   *
   * @param input its name
   * @param says what the reasons, or the rejections, must say of it
   */
  record Golden(
      String input,
      String says,
      Demands demand,
      List<Devices> devices,
      Demands otherDemand,
      List<Devices> otherDevices) {
    @Override
    public String toString() {
      return input;
    }
  }

  static Stream<Golden> capabilities() {
    return Stream.of(
        lack(Capability.ThinProvisioning, "holes of a file take space", raw(Demands.smallest())),
        lack(Capability.Preallocation, "cannot reserve space", raw(Demands.fastest())),
        lack(Capability.Discard, "cannot free what is discarded", asked(Feature.Discard)),
        lack(Capability.WriteZeroes, "has/WriteZeroes", Demands.balanced()),
        lack(Capability.Snapshotting, "lacks Snapshotting", asked(Feature.Snapshotting)),
        lack(Capability.Cloning, "lacks Cloning", asked(Feature.Cloning)),
        lack(
            Capability.CopyOffload,
            "has/CopyOffload",
            Demands.balanced().requires(Feature.Cloning)),
        lack(Capability.Compression, "requires/Compression", asked(Feature.Compression)),
        lack(Capability.Redundancy, "has/Redundancy", Demands.balanced().redundancy(100)),
        lack(
            Capability.Encryption,
            "lacks Encryption",
            raw(Demands.balanced().security(SecurityLevel.Medium))),
        lack(Capability.Checksumming, "requires/Checksumming", asked(Feature.Checksumming)),
        lack(Capability.DirectIo, "has/DirectIo", Demands.balanced()),
        lack(Capability.AtomicWrites, "has/AtomicWrites", Demands.balanced()),
        lack(Capability.ExtentMapping, "has/ExtentMapping", Demands.balanced()),
        lack(Capability.ProjectQuota, "has/ProjectQuota", Demands.balanced()),
        lack(Capability.SharedAccess, "has/SharedAccess", Demands.balanced().redundancy(50)),
        lack(Capability.PowerLossProtection, "has/PowerLossProtection", Demands.balanced()),
        // The value decides: equal blocks that are stored once reserve nothing.
        devices(
            "Deduplication",
            "stores equal blocks once",
            Demands.fastest(),
            two(one -> one),
            two(one -> one.with(Capability.Deduplication, "inline"))),
        devices(
            "OverwriteInPlace",
            "nor overwrites in place",
            Demands.balanced().security(SecurityLevel.Low).formats(ImageFormat.raw),
            two(d -> d.without(Capability.Discard), d -> d.without(Capability.Discard)),
            two(
                d -> d.without(Capability.Discard).without(Capability.OverwriteInPlace),
                d -> d.without(Capability.Discard))),
        devices(
            "Snapshotting of a thin pool",
            "thin pool",
            Demands.fastest(),
            two(one -> one),
            two(one -> one.with(Capability.Snapshotting, "thin"))),
        devices(
            "a capability that could not be probed",
            "could not be probed, and counts as lacking",
            raw(Demands.fastest()),
            two(one -> one),
            two(one -> one.unknown(Capability.Preallocation))));
  }

  static Stream<Golden> wishes() {
    Devices[] reflink = {Devices.xfs()};
    return Stream.of(
        demands("performance", "maximum performance", Demands.smallest(), Demands.fastest()),
        demands(
            "performance of 90",
            "performance 90 of 100",
            Demands.smallest(),
            Demands.balanced().performance(90)),
        demands(
            "redundancy",
            "spec/tradeoffs.redundancy",
            Demands.balanced(),
            Demands.balanced().redundancy(100),
            Devices.ext4().named("plain"),
            Devices.ext4().named("mirror").with(Capability.Redundancy, "raid1")),
        demands(
            "security Low",
            "security Low asks",
            Demands.balanced(),
            Demands.balanced().security(SecurityLevel.Low),
            Devices.ext4()
                .named("roomy")
                .without(Capability.OverwriteInPlace)
                .without(Capability.Discard),
            Devices.ext4().named("small").room(100 * Devices.GIB)),
        demands(
            "security Medium",
            "spec/tradeoffs.security",
            Demands.balanced().security(SecurityLevel.Low),
            Demands.balanced().security(SecurityLevel.Medium),
            Devices.ext4().named("open"),
            Devices.ext4()
                .named("sealed")
                .room(100 * Devices.GIB)
                .with(Capability.Encryption, "dm-crypt")),
        demands(
            "security High",
            "spec/tradeoffs.security",
            Demands.balanced().security(SecurityLevel.Medium),
            Demands.balanced().security(SecurityLevel.High),
            Devices.ext4().with(Capability.Encryption, "dm-crypt")),
        demands(
            "formats",
            "spec/formats",
            Demands.balanced(),
            Demands.balanced().formats(ImageFormat.qcow2)),
        demands(
            "consumer VMware",
            "spec/consumer",
            Demands.balanced(),
            Demands.balanced().consumer(Consumer.VMware)),
        demands(
            "consumer KubeVirt",
            "spec/consumer",
            Demands.balanced()
                .requires(Feature.IncrementalBackup, Feature.Snapshotting)
                .formats(ImageFormat.qcow2),
            Demands.balanced().consumer(Consumer.KubeVirt),
            reflink),
        demands("strategy", "patent-", Demands.balanced(), Demands.balanced().patent()),
        demands(
            "workload.access",
            "spec/workload",
            Demands.balanced().performance(90).access(Access.Sequential),
            Demands.balanced().performance(90).access(Access.Random)),
        demands(
            "workload.expectedFill",
            "spec/workload",
            Demands.balanced().fill(1),
            Demands.balanced().fill(100)),
        demands(
            "minimumPreallocated",
            "spec/minimumPreallocated",
            Demands.smallest(),
            Demands.smallest().minimum(2 * Devices.GIB)),
        demands(
            "size",
            "vpc holds at most",
            Demands.balanced().size(TIB).formats(ImageFormat.vpc, ImageFormat.vhdx),
            Demands.balanced().size(3 * TIB).formats(ImageFormat.vpc, ImageFormat.vhdx),
            Devices.xfs().room(100 * TIB)),
        demands(
            "placement.node",
            "is on node node-b, not node-a",
            Demands.balanced(),
            Demands.balanced().on("node-a"),
            Devices.ext4().named("b").on("node-b"),
            Devices.ext4().named("a").room(100 * Devices.GIB)),
        demands(
            "placement.pool",
            "not gold",
            Demands.balanced(),
            Demands.balanced().in("gold"),
            Devices.ext4().named("b"),
            Devices.ext4().named("a").in("gold").room(100 * Devices.GIB)),
        demands(
            "placement.deviceSelector",
            "labels {tier=gold}",
            Demands.balanced(),
            Demands.balanced().labelled("tier", "gold"),
            Devices.ext4().named("b"),
            Devices.ext4().named("a").labelled("tier", "gold").room(100 * Devices.GIB)));
  }

  static Stream<Golden> required() {
    Devices[] btrfs = {
      Devices.btrfs().without(Capability.Snapshotting).without(Capability.Cloning)
    };
    return Stream.of(
        demands(
            "requires Snapshotting",
            "requires/Snapshotting",
            Demands.balanced(),
            Demands.balanced().requires(Feature.Snapshotting)),
        demands(
            "requires Cloning",
            "requires/Cloning",
            Demands.balanced(),
            Demands.balanced().requires(Feature.Cloning)),
        demands(
            "requires Compression",
            "requires/Compression",
            Demands.balanced(),
            Demands.balanced().requires(Feature.Compression)),
        demands(
            "requires Encryption",
            "requires/Encryption",
            Demands.balanced(),
            Demands.balanced().requires(Feature.Encryption)),
        demands(
            "requires IncrementalBackup",
            "requires/IncrementalBackup",
            Demands.balanced(),
            Demands.balanced().requires(Feature.IncrementalBackup)),
        demands(
            "requires Discard",
            "requires/Discard",
            Demands.balanced(),
            Demands.balanced().requires(Feature.Discard),
            Devices.ext4().named("b").without(Capability.Discard),
            Devices.ext4().named("a").room(100 * Devices.GIB)),
        demands(
            "requires Redundancy",
            "RedundancyUnmet",
            Demands.balanced(),
            Demands.balanced().requires(Feature.Redundancy),
            Devices.ext4().named("plain"),
            Devices.ext4()
                .named("mirror")
                .room(100 * Devices.GIB)
                .with(Capability.Redundancy, "raid1")),
        demands(
            "requires Checksumming",
            "requires/Checksumming",
            Demands.balanced(),
            Demands.balanced().requires(Feature.Checksumming),
            btrfs));
  }

  static Stream<Golden> states() {
    Demands balanced = Demands.balanced();
    return Stream.of(
        devices(
            "capacity to promise",
            "capacity/promisable",
            balanced,
            two(d -> d),
            two(d -> d.room(Devices.GIB))),
        devices(
            "capacity to allocate",
            "capacity/allocatable",
            raw(Demands.fastest()),
            two(d -> d),
            two(d -> d.room(Devices.GIB, 1000 * Devices.GIB))),
        devices(
            "readiness",
            "cannot take images now: read-only",
            balanced,
            two(d -> d),
            two(d -> d.notReady("read-only"))),
        devices(
            "health",
            "a disk is failing",
            balanced,
            two(d -> d),
            two(d -> d.unhealthy("a disk is failing"))),
        devices(
            "health of an array",
            "redundancy-met",
            Demands.balanced().redundancy(100),
            two(
                d -> d.with(Capability.Redundancy, "raid1"),
                d -> d.with(Capability.Redundancy, "raid1")),
            two(
                d -> d.with(Capability.Redundancy, "raid1 degraded"),
                d -> d.with(Capability.Redundancy, "raid1"))),
        devices(
            "block size",
            "holds at most 4.0 TiB",
            Demands.balanced().size(5 * TIB).formats(ImageFormat.raw),
            two(d -> d.room(100 * TIB), d -> d.room(90 * TIB)),
            two(
                d -> d.room(100 * TIB).property(Properties.BLOCK_SIZE, "1024"),
                d -> d.room(90 * TIB))),
        devices(
            "kind of target",
            "is a volume group",
            balanced,
            two(d -> d),
            two(d -> d.target(TargetKind.VolumeGroup))));
  }

  @ParameterizedTest
  @MethodSource({"capabilities", "wishes", "required", "states"})
  void shouldChooseOtherwiseAndNameTheInput(Golden golden) {
    // When
    Outcome.Plan before = plan(golden.demand(), golden.devices());
    Outcome.Plan after = plan(golden.otherDemand(), golden.otherDevices());

    // Then
    assertThat(choice(after)).isNotEqualTo(choice(before));
    assertThat(said(after)).contains(golden.says());
  }

  @Test
  void shouldHaveACaseForEveryCapability() {
    Set<String> missing =
        EnumSet.allOf(Capability.class).stream().map(Enum::name).collect(Collectors.toSet());
    capabilities().forEach(golden -> missing.remove(golden.input()));

    assertThat(missing).isEmpty();
  }

  @Test
  void shouldHaveACaseForEveryFeature() {
    Set<String> missing =
        EnumSet.allOf(Feature.class).stream()
            .map(feature -> "requires " + feature)
            .collect(Collectors.toSet());
    required().forEach(golden -> missing.remove(golden.input()));

    assertThat(missing).isEmpty();
  }

  /** Two devices that can do everything; the one with more room loses the capability. */
  private static Golden lack(Capability capability, String says, Demands demand) {
    return devices(
        capability.name(),
        says,
        demand,
        two(d -> d.able(), d -> d.able()),
        two(d -> d.able().without(capability), d -> d.able()));
  }

  private interface Change {
    Devices of(Devices device);
  }

  private static List<Devices> two(Change first) {
    return two(first, device -> device);
  }

  private static List<Devices> two(Change first, Change second) {
    return List.of(
        first.of(Devices.ext4().named("first")),
        second.of(Devices.ext4().named("second").room(900 * Devices.GIB)));
  }

  private static Golden devices(
      String input, String says, Demands demand, List<Devices> before, List<Devices> after) {
    return new Golden(input, says, demand, before, demand, after);
  }

  private static Golden demands(
      String input, String says, Demands before, Demands after, Devices... devices) {
    List<Devices> all = devices.length == 0 ? List.of(Devices.ext4()) : List.of(devices);
    return new Golden(input, says, before, all, after, all);
  }

  private static Demands raw(Demands demand) {
    return demand.formats(ImageFormat.raw);
  }

  private static Demands asked(Feature feature) {
    return raw(Demands.balanced().requires(feature));
  }

  private static Outcome.Plan plan(Demands demand, List<Devices> devices) {
    Outcome outcome = PLANNER.plan(demand.make(), devices.stream().map(Devices::make).toList());
    assertThat(outcome).isInstanceOf(Outcome.Plan.class);
    return (Outcome.Plan) outcome;
  }

  private static List<Object> choice(Outcome.Plan plan) {
    Candidate c = plan.chosen();
    return List.of(c.device().name(), c.policy(), c.format(), c.options());
  }

  private static String said(Outcome.Plan plan) {
    return Stream.concat(
            plan.because().stream().map(b -> b.rule() + " " + b.message() + " " + b.uses()),
            plan.rejected().stream().map(r -> r.reason() + " " + r.message()))
        .collect(Collectors.joining("\n"));
  }
}
