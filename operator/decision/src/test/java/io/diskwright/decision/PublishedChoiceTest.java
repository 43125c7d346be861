package io.diskwright.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.Planner;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What nodes publish besides what they probed changes the choice, and is named. */
class PublishedChoiceTest {
  private static final String FASTEST = "{size: 1Gi, tradeoffs: {performance: 100}}";

  @Test
  void shouldNotReserveWhatADeclaredDeduplicationWouldTakeBack() {
    // When
    Decision plain = decide(FASTEST, device("a", "", ""));
    Decision declared =
        decide(
            FASTEST,
            device(
                "a",
                "- {name: Deduplication, state: Present, value: inline, evidence: {source:"
                    + " ConfigurationFile, call: declared, result: Present}}",
                ""));

    // Then
    assertThat(plain.policy()).isEqualTo(AllocationPolicy.Preallocated);
    assertThat(declared.policy()).isNotEqualTo(AllocationPolicy.Preallocated);
    assertThat(declared.rejected())
        .anySatisfy(r -> assertThat(r.message()).contains("stores equal blocks once"));
  }

  @Test
  void shouldPassOverADeviceThatIsNotHealthy() {
    // Given
    String broken =
        "- {type: Healthy, status: 'False', reason: DiskFailing, message: 'sda reports errors'}";

    // When
    Decision decision = decide(FASTEST, device("a", "", broken), device("b", "", ""));
    Decision alone = decide(FASTEST, device("a", "", broken));

    // Then
    assertThat(decision.device()).isEqualTo("b");
    assertThat(decision.because())
        .anySatisfy(b -> assertThat(b.message()).contains("a is passed over: sda reports errors"));
    assertThat(alone.device()).isEqualTo("a");
    assertThat(alone.because()).anySatisfy(b -> assertThat(b.rule()).isEqualTo("device-unhealthy"));
  }

  @Test
  void shouldSayWhatBecameOfTheWishForRedundancy() {
    // When
    Decision unmet = decide("{size: 1Gi, tradeoffs: {redundancy: 100}}", device("a", "", ""));

    // Then
    assertThat(Redundancy.of(unmet))
        .hasValueSatisfying(
            wish -> {
              assertThat(wish.met()).isFalse();
              assertThat(wish.message()).contains("no device that can take the image is redundant");
            });
    assertThat(Redundancy.of(decide("{size: 1Gi}", device("a", "", "")))).isEmpty();
  }

  private static Decision decide(String spec, StorageDevice... devices) {
    VmDiskImage image =
        Yaml.read("kind: VmDiskImage\nmetadata: {name: x}\nspec: " + spec + "\n")
            .one(VmDiskImage.class);
    DecisionResult result =
        new Decider(new Planner()).decide(image, List.of(devices), List.of(), Map.of());
    assertThat(result).isInstanceOf(DecisionResult.Decided.class);
    return ((DecisionResult.Decided) result).decision();
  }

  private static StorageDevice device(String name, String capability, String condition) {
    return Yaml.read(
            """
            kind: StorageDevice
            metadata: {name: %s}
            status:
              nodeName: node-a
              kind: SolidState
              target: {directory: /x}
              identity: {}
              stack: []
              properties: {filesystem: ext4}
              capacity: {totalBytes: 99999999999, freeBytes: 99999999999, allocatableBytes: 99999999999}
              has: [ThinProvisioning, Preallocation, Discard, WriteZeroes, OverwriteInPlace]
              lacks: []
              capabilities:
              %s
              conditions:
              %s
            """
                .formatted(
                    name,
                    capability.isEmpty()
                        ? "- {name: Cloning, state: Absent, evidence: {source: SystemCall, call: ioctl, result: EOPNOTSUPP}}"
                        : capability,
                    condition.isEmpty()
                        ? "- {type: Ready, status: 'True', reason: Probed, message: ''}"
                        : condition))
        .one(StorageDevice.class);
  }
}
