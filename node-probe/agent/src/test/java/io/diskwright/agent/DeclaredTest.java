package io.diskwright.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.ArrayCredentials;
import io.diskwright.api.v1alpha1.ArrayInterface;
import io.diskwright.api.v1alpha1.ArraySpec;
import io.diskwright.api.v1alpha1.ArrayStatus;
import io.diskwright.api.v1alpha1.DeclaredCapability;
import io.diskwright.api.v1alpha1.DirectoryTarget;
import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.api.v1alpha1.PoolTarget;
import io.diskwright.api.v1alpha1.Reasons.ArraysReachable;
import io.diskwright.api.v1alpha1.SecretRef;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.StoragePoolSpec;
import io.diskwright.api.v1alpha1.StoragePoolStatus;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class DeclaredTest {
  private static final DeclaredCapability WRITTEN =
      new DeclaredCapability(Capability.Deduplication, CapabilityState.Absent, null, null, "admin");

  @Test
  void shouldTakeWhatTheSpecSaysWhenThereAreNoArrays() {
    assertThat(Declared.of(pool(0))).containsExactly(WRITTEN);
  }

  @Test
  void shouldPutWhatAnArraySaysBeforeTheSpec() {
    DeclaredCapability said = claim(Capability.Deduplication, CapabilityState.Present);

    assertThat(Declared.of(pool(1, said))).containsExactly(said, WRITTEN);
  }

  @Test
  void shouldTakeNoPresenceThatNotEveryArrayHas() {
    StoragePool pool = pool(2, claim(Capability.Encryption, CapabilityState.Present));

    assertThat(Declared.of(pool)).containsExactly(WRITTEN);
  }

  @Test
  void shouldTakeTheAbsenceInOneArray() {
    DeclaredCapability absent = claim(Capability.Redundancy, CapabilityState.Absent);

    assertThat(Declared.of(pool(2, absent))).containsExactly(absent, WRITTEN);
  }

  @Test
  void shouldForgetWhatArraysSaidWhenTheyAreGoneFromTheSpec() {
    StoragePool pool = pool(1, claim(Capability.Deduplication, CapabilityState.Present));
    pool.setSpec(pool(0).getSpec());

    assertThat(Declared.of(pool)).containsExactly(WRITTEN);
  }

  private static DeclaredCapability claim(Capability capability, CapabilityState state) {
    return new DeclaredCapability(capability, state, null, EvidenceSource.ArrayApi, "said");
  }

  /** A pool of so many arrays, of which the first makes the claims. */
  private static StoragePool pool(int arrays, DeclaredCapability... claims) {
    StoragePool pool = new StoragePool();
    List<String> names = Stream.of("a", "b").limit(arrays).toList();
    pool.setSpec(
        new StoragePoolSpec(
            null,
            List.of(new PoolTarget(new DirectoryTarget("/pool"), null)),
            List.of(WRITTEN),
            null,
            names.stream()
                .map(
                    name ->
                        new ArraySpec(
                            name,
                            ArrayInterface.Swordfish,
                            "https://array.example",
                            null,
                            "v",
                            null,
                            new ArrayCredentials(new SecretRef("login")),
                            null))
                .toList()));
    pool.setStatus(
        new StoragePoolStatus(
            1L,
            0,
            0,
            0L,
            0L,
            List.of(),
            names.stream()
                .map(
                    name ->
                        new ArrayStatus(
                            name,
                            ArraysReachable.Answered,
                            null,
                            "v",
                            name.equals("a") ? List.of(claims) : List.of()))
                .toList()));
    return pool;
  }
}
