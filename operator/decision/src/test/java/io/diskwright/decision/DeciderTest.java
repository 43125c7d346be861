package io.diskwright.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.planner.Planner;
import io.diskwright.planner.RefusalReason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Images and devices through the real planner. */
class DeciderTest {
  private final Decider decider = new Decider(new Planner());

  @Test
  void shouldDecideOnADeviceThatIsReady() {
    // Given
    VmDiskImage image = image("size: 1Gi");
    List<StorageDevice> devices = List.of(device("busy", "False"), device("idle", "True"));

    // When
    DecisionResult result = decider.decide(image, devices, List.of(), Map.of());

    // Then
    assertThat(result)
        .isInstanceOfSatisfying(
            DecisionResult.Decided.class,
            decided -> {
              assertThat(decided.decision().device()).isEqualTo("idle");
              assertThat(decided.decision().node()).isEqualTo("node-of-idle");
              assertThat(decided.decision().because()).isNotEmpty();
              assertThat(decided.decision().options()).containsKey("preallocation");
              assertThat(decided.decision().rejected()).isNotEmpty();
            });
  }

  @Test
  void shouldDecideTheSameWhateverTheOrderOfDevices() {
    // Given
    VmDiskImage image = image("size: 1Gi, tradeoffs: {performance: 100}");
    StorageDevice first = device("first", "True");
    StorageDevice second = device("second", "True");

    // Then
    assertThat(Yaml.write(decider.decide(image, List.of(first, second), List.of(), Map.of())))
        .isEqualTo(Yaml.write(decider.decide(image, List.of(second, first), List.of(), Map.of())));
  }

  @Test
  void shouldNotPromiseTheSameBytesTwice() {
    // Given
    VmDiskImage image = image("size: 6Gi");
    List<StorageDevice> devices = List.of(device("idle", "True"));

    // Then
    assertThat(decider.decide(image, devices, List.of(), Map.of()))
        .isInstanceOf(DecisionResult.Decided.class);
    assertThat(decider.decide(image, devices, List.of(), Map.of("idle", 6L << 30)))
        .isInstanceOfSatisfying(
            DecisionResult.Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(RefusalReason.InsufficientCapacity);
              assertThat(refused.rejected()).isNotEmpty();
            });
  }

  @Test
  void shouldSayThatThereIsNoDevice() {
    assertThat(decider.decide(image("size: 1Gi"), List.of(), List.of(), Map.of()))
        .isInstanceOfSatisfying(
            DecisionResult.Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(RefusalReason.NoDevice);
              assertThat(refused.message()).isNotBlank();
            });
  }

  private static VmDiskImage image(String spec) {
    return Yaml.read("{kind: VmDiskImage, metadata: {name: x}, spec: {" + spec + "}}")
        .one(VmDiskImage.class);
  }

  /** With 10 GiB of room. */
  private static StorageDevice device(String name, String ready) {
    return Yaml.read(
            """
            kind: StorageDevice
            metadata: {name: %s}
            status:
              nodeName: node-of-%s
              target: {directory: /a}
              kind: SolidState
              properties: {filesystem: ext4, rotational: "false"}
              capacity: {totalBytes: 107374182400, freeBytes: 107374182400, allocatableBytes: 10737418240}
              has: [DirectIo, Discard, ExtentMapping, OverwriteInPlace, Preallocation, ThinProvisioning, WriteZeroes]
              conditions: [{type: Ready, status: "%s", message: being repaired}]
            """
                .formatted(name, name, ready))
        .one(StorageDevice.class);
  }
}
