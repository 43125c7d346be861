package io.diskwright.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is chosen in volume groups and thin pools. */
class VolumeChoiceTest {
  private static final long GIB = Devices.GIB;
  private static final long EXTENT = 4L << 20;

  private final Planner planner = new Planner(Abilities.COMMAND_LINE);

  private Outcome.Plan plan(Demands demand, Devices... devices) {
    Outcome outcome =
        planner.plan(demand.make(), java.util.Arrays.stream(devices).map(Devices::make).toList());
    assertThat(outcome).as(outcome.toString()).isInstanceOf(Outcome.Plan.class);
    return (Outcome.Plan) outcome;
  }

  private Outcome.Refusal refusal(Demands demand, Devices device) {
    Outcome outcome = planner.plan(demand.make(), List.of(device.make()));
    assertThat(outcome).as(outcome.toString()).isInstanceOf(Outcome.Refusal.class);
    return (Outcome.Refusal) outcome;
  }

  @Test
  void shouldMakeAThickVolumeInAGroup() {
    Outcome.Plan plan = plan(Demands.balanced().size(10 * GIB + 1), Devices.volumeGroup());

    assertThat(plan.chosen().policy()).isEqualTo(AllocationPolicy.Preallocated);
    assertThat(plan.chosen().format()).isEqualTo(ImageFormat.raw);
    assertThat(plan.chosen().options()).isEqualTo(Map.of("lv", "thick", "preallocation", "falloc"));
    assertThat(plan.expected().allocatedBytes()).isEqualTo(10 * GIB + EXTENT);
    assertThat(plan.expected().maximumBytes()).isEqualTo(10 * GIB + EXTENT);
    assertThat(plan.expected().confidence()).isEqualTo(Confidence.Shipped);
    assertThat(plan.because().toString())
        .contains("no costs of logical volumes were measured; those of raw files stand in");
  }

  @Test
  void shouldMakeAThinVolumeInAPool() {
    Outcome.Plan plan = plan(Demands.fastest(), Devices.thinPool());

    assertThat(plan.chosen().policy()).isEqualTo(AllocationPolicy.Thin);
    assertThat(plan.chosen().options()).isEqualTo(Map.of("lv", "thin", "preallocation", "off"));
    assertThat(plan.expected().allocatedBytes()).isZero();
    assertThat(plan.expected().maximumBytes()).isEqualTo(10 * GIB);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 20, 50, 100})
  void shouldKeepAVolumeTwiceWhenRedundancyIsWorthIt(int weight) {
    Outcome.Plan plan = plan(Demands.balanced().redundancy(weight), Devices.volumeGroup());

    boolean mirrored = weight >= 50;
    assertThat(plan.chosen().options()).containsEntry("lv", mirrored ? "raid1" : "thick");
    assertThat(plan.expected().allocatedBytes())
        .isEqualTo(mirrored ? 2 * (10 * GIB + EXTENT) : 10 * GIB);
    if (weight > 0) {
      assertThat(plan.because())
          .extracting(Outcome.Because::rule)
          .contains(mirrored ? "redundancy-met" : "redundancy-outweighed");
    }
  }

  @Test
  void shouldKeepAVolumeTwiceWhenRedundancyIsRequired() {
    Outcome.Plan plan =
        plan(Demands.balanced().requires(Feature.Redundancy), Devices.volumeGroup());

    assertThat(plan.chosen().options()).containsEntry("lv", "raid1");
    assertThat(plan.because().toString())
        .contains("survives the loss of a disk; raw in a raid1 volume does");
  }

  @Test
  void shouldNotKeepTwiceWhatIsRedundantBelow() {
    Outcome.Plan plan =
        plan(
            Demands.balanced().redundancy(100),
            Devices.volumeGroup().with(Capability.Redundancy, "raid1"));

    assertThat(plan.chosen().options()).containsEntry("lv", "thick");
  }

  @Test
  void shouldNotKeepTwiceWhatHasNoRoomOnTwoDisks() {
    Devices uneven = Devices.volumeGroup().property("mirrorableBytes", "" + 8 * GIB);

    assertThat(plan(Demands.balanced().redundancy(100), uneven).chosen().options())
        .containsEntry("lv", "thick");
    assertThat(refusal(Demands.balanced().requires(Feature.Redundancy), uneven).message())
        .contains("its two copies take 20.0 GiB on different disks and node-a-00000001 has 8 GiB");
  }

  @Test
  void shouldSayHowManyBytesAreMissing() {
    Outcome.Refusal refusal = refusal(Demands.balanced(), Devices.volumeGroup().room(9 * GIB));

    assertThat(refusal.reason()).isEqualTo(RefusalReason.InsufficientCapacity);
    assertThat(refusal.message()).contains("1,073,741,824 bytes (1 GiB) are missing");
  }

  @Test
  void shouldRefuseOtherFormatsAndSayWhere() {
    Outcome.Refusal refusal =
        refusal(Demands.balanced().formats(ImageFormat.qcow2), Devices.volumeGroup());

    assertThat(refusal.message())
        .contains("a logical volume is raw, and qcow2 is made in directories only")
        .contains("allow raw in spec.formats");
  }

  @Test
  void shouldMakeNoVolumesWhereTheMakerCannot() {
    List<DeviceFacts> devices =
        List.of(Devices.volumeGroup().named("group").make(), Devices.ext4().named("files").make());

    Outcome both = new Planner().plan(Demands.fastest().make(), devices);
    Outcome group = new Planner().plan(Demands.fastest().make(), devices.subList(0, 1));

    assertThat(((Outcome.Plan) both).chosen().device().name()).isEqualTo("files");
    assertThat(((Outcome.Refusal) group).message())
        .contains("group is a volume group, and logical volumes are not made on a cluster yet");
  }

  @Test
  void shouldUseThePoolOrTheGroupByWhatIsWishedFor() {
    Devices group = Devices.volumeGroup().named("group");
    Devices pool = Devices.thinPool().named("pool");

    assertThat(plan(Demands.smallest(), group, pool).chosen().device().name()).isEqualTo("pool");
    assertThat(plan(Demands.fastest(), group, pool).chosen().device().name()).isEqualTo("group");
  }

  @Test
  void shouldNotMixGroupsWithOtherExtents() {
    Devices small = Devices.volumeGroup().named("a").room(11 * GIB);
    Devices large = Devices.volumeGroup().named("b").property("extentSize", "" + 4 * GIB);

    assertThat(plan(Demands.balanced(), small, large).expected().allocatedBytes())
        .isIn(10 * GIB, 12 * GIB);
    assertThat(plan(Demands.balanced(), large).expected().allocatedBytes()).isEqualTo(12 * GIB);
  }
}
