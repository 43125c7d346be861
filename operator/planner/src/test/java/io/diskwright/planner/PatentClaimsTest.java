package io.diskwright.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What US 9,092,161 B2 claims of choosing, claim by claim, on the real planner. */
final class PatentClaimsTest {
  private static final Planner PLANNER = new Planner();

  private static Outcome.Plan plan(Demands demand, Devices... devices) {
    return (Outcome.Plan)
        PLANNER.plan(demand.make(), java.util.Arrays.stream(devices).map(Devices::make).toList());
  }

  @Nested
  class Claims1And10And15 {
    @Test
    void shouldTakeTheComplementOfTheDefinedSetForWhatIsLacking() {
      DeviceFacts device = Devices.ext4().unknown(Capability.Discard).make();
      Set<Capability> all = EnumSet.allOf(Capability.class);
      all.removeAll(device.has());

      Outcome.Plan plan = (Outcome.Plan) PLANNER.plan(Demands.balanced().make(), List.of(device));

      assertThat(plan.lacks())
          .containsExactlyInAnyOrderElementsOf(all)
          .contains(Capability.Discard);
    }

    @Test
    void shouldChooseThePolicyByHasLacksAndTheTradeoff() {
      assertThat(plan(Demands.fastest().patent(), Devices.ext4()).chosen().policy())
          .isEqualTo(AllocationPolicy.Preallocated);
      assertThat(plan(Demands.smallest().patent(), Devices.ext4()).chosen().policy())
          .isEqualTo(AllocationPolicy.Thin);
      assertThat(
              plan(Demands.smallest().patent(), Devices.ext4().without(Capability.ThinProvisioning))
                  .chosen()
                  .policy())
          .isEqualTo(AllocationPolicy.Preallocated);
    }
  }

  @Nested
  class Claim2 {
    @Test
    void shouldChooseAnotherFormatWhenTheDeviceSnapshotsItself() {
      Demands demand = Demands.fastest().patent();

      assertThat(plan(demand, Devices.ext4()).chosen().format()).isEqualTo(ImageFormat.raw);
      assertThat(
              plan(demand, Devices.ext4().with(Capability.Snapshotting, "thin")).chosen().format())
          .isEqualTo(ImageFormat.qed);
    }
  }

  @Nested
  class Claims3And12 {
    @Test
    void shouldExpectMoreSpeedOrLessSpaceAsTheTradeoffMoves() {
      Outcome.Plan fastest = plan(Demands.fastest(), Devices.btrfs());
      Outcome.Plan balanced = plan(Demands.balanced(), Devices.btrfs());
      Outcome.Plan smallest = plan(Demands.smallest(), Devices.btrfs());

      assertThat(fastest.expected().performance())
          .isGreaterThanOrEqualTo(balanced.expected().performance());
      assertThat(balanced.expected().performance())
          .isGreaterThanOrEqualTo(smallest.expected().performance());
      assertThat(smallest.chosen().policy()).isNotEqualTo(AllocationPolicy.Preallocated);
    }
  }

  @Nested
  class Claims5And17 {
    @Test
    void shouldChooseTheFormatByALackAndARequirement() {
      Demands demand = Demands.balanced().requires(Feature.IncrementalBackup);

      assertThat(plan(demand, Devices.xfs()).chosen().format()).isEqualTo(ImageFormat.qcow2);
    }
  }

  @Nested
  class Claims6And16 {
    @Test
    void shouldPreferTheRedundantDeviceForRedundancyAndThePlainOneForStorage() {
      Devices plain = Devices.ext4().named("plain");
      Devices mirror = Devices.ext4().named("mirror").with(Capability.Redundancy, "raid1");

      assertThat(plan(Demands.balanced().redundancy(100), plain, mirror).chosen().device().name())
          .isEqualTo("mirror");
      assertThat(plan(Demands.balanced().redundancy(0), plain, mirror).chosen().device().name())
          .isEqualTo("plain");
    }

    @Test
    void shouldChooseAnotherPolicyByTheSecondParameterAlone() {
      assertThat(plan(Demands.balanced().redundancy(0).patent(), Devices.ext4()).chosen().policy())
          .isEqualTo(AllocationPolicy.Thin);
      assertThat(plan(Demands.balanced().redundancy(50).patent(), Devices.ext4()).chosen().policy())
          .isEqualTo(AllocationPolicy.MetadataPreallocated);
    }

    @Test
    void shouldSayThatTheWishIsUnmetWhereNothingIsRedundant() {
      assertThat(plan(Demands.balanced().redundancy(100), Devices.ext4()).because())
          .anySatisfy(b -> assertThat(b.rule()).isEqualTo("redundancy-unmet"));
    }
  }

  @Nested
  class Claim8 {
    @Test
    void shouldNotCountADegradedArrayAsRedundant() {
      Devices healthy = Devices.ext4().named("healthy").with(Capability.Redundancy, "raid5");
      Devices degraded =
          Devices.ext4().named("broken").with(Capability.Redundancy, "raid1 degraded");

      Outcome.Plan plan = plan(Demands.balanced().redundancy(100), degraded, healthy);

      assertThat(plan.chosen().device().name()).isEqualTo("healthy");
      assertThat(plan.because())
          .anySatisfy(b -> assertThat(b.message()).startsWith("healthy is raid5"));
    }
  }

  @Nested
  class Claim11 {
    @Test
    void shouldNotPreallocateWhereEqualBlocksAreStoredOnce() {
      Demands demand = Demands.fastest().patent();

      assertThat(
              plan(demand, Devices.ext4().with(Capability.Deduplication, "inline"))
                  .chosen()
                  .policy())
          .isNotEqualTo(AllocationPolicy.Preallocated);
    }
  }

  @Nested
  class Claim14 {
    @Test
    void shouldPreallocateAtLeastAsManyBytesAsTheFileSystemNeeds() {
      Outcome.Plan plan = plan(Demands.smallest().minimum(2 * Devices.GIB), Devices.ext4());

      assertThat(plan.chosen().policy()).isEqualTo(AllocationPolicy.Preallocated);
      assertThat(plan.chosen().options())
          .containsEntry(Options.PREALLOCATED_BYTES, Long.toString(2 * Devices.GIB));
      assertThat(plan.expected().allocatedBytes()).isBetween(2 * Devices.GIB, 3 * Devices.GIB);
    }
  }

  @Nested
  class Claim18 {
    @Test
    void shouldChooseAnotherPolicyAndFormatByTheSecurityLevel() {
      Planner luks = new Planner(new Abilities(true));
      List<DeviceFacts> devices = List.of(Devices.xfs().make());

      Outcome.Plan off = (Outcome.Plan) luks.plan(Demands.fastest().patent().make(), devices);
      Outcome.Plan high =
          (Outcome.Plan)
              luks.plan(Demands.fastest().security(SecurityLevel.High).patent().make(), devices);

      assertThat(off.chosen().format()).isEqualTo(ImageFormat.qed);
      assertThat(high.chosen().format()).isEqualTo(ImageFormat.qcow2);
      assertThat(high.chosen().policy()).isNotEqualTo(off.chosen().policy());
    }
  }
}
